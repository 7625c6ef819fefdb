package net.swarmstack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.faults.Oracle.Progress;
import net.swarmstack.model.RunId;
import net.swarmstack.testing.ChildJvm;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// A process dies before and after each call that changes something; another goes on.
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class KillPointIT {

    private static final String SHORT =
            """
            steps:
              - {id: moody, agent: actor, inputs: {acts: fail file},
                 retry: {attempts: 2, delay_seconds: 0.01}}
            on_success: [{notify: {type: log, message: done}}]
            """;

    /// Every kind of transition, and values that are kept beside the registry.
    private static final String FULL =
            """
            steps:
              - {id: first, agent: actor, inputs: {acts: file}}
              - {id: moody, agent: actor, needs: [first], inputs: {acts: fail ok},
                 retry: {attempts: 2, delay_seconds: 0.01}}
              - {id: each, agent: actor, needs: [moody], foreach: "${[1, 2, 3]}", concurrency: 2,
                 inputs: {acts: much}}
              - {id: left, agent: actor, needs: [each], inputs: {acts: ok}}
              - {id: right, agent: actor, needs: [each], if: "false", inputs: {acts: ok}}
              - {id: last, agent: actor, needs: [left], inputs: {acts: ok}}
            on_success: [{notify: {type: log, message: done}}]
            finally: [{step: {id: cleanup, agent: actor, inputs: {acts: ok}}}]
            outputs: {said: "${steps.last.outputs.said}"}
            """;

    private static final int LANES = 2;

    /// Of so many points one is tried.
    private static final int STRIDE = FaultTable.isLong() ? 1 : 3;

    @TempDir private static Path folder;
    private static FaultRoot template;

    @BeforeAll
    static void makeRoot() {
        template = FaultRoot.make(folder.resolve("template"), Map.of("short", SHORT, "full", FULL));
    }

    @Test
    void runIsFinishedWhereverItsProcessDies() throws Exception {
        if (FaultTable.isLong()) {
            inLanes("halt at a call, full run", (n, root) -> dies(n, root, "full", "last"));
        } else {
            inLanes("halt at a call, short run", (n, root) -> dies(n, root, "short", "moody"));
        }
    }

    /// The first process dies in the midst of its run, so that there is much to recover; the second
    /// at each call of its own.
    @Test
    void runIsFinishedWhereverItsRecoveryDies() throws Exception {
        if (FaultTable.isLong()) {
            for (int first : List.of(7, 14, 24, 36, 48)) {
                inLanes(
                        "halt at a call of the recovery, full run halted at " + first,
                        (n, root) -> diesTwice(first, n, root, "full", "last"));
            }
        } else {
            inLanes(
                    "halt at a call of the recovery, short run",
                    (n, root) -> n > 13 ? Fate.ENDED : diesTwice(9, n, root, "short", "moody"));
        }
    }

    /// What became of a process that was to die.
    private enum Fate {
        DIED,
        ENDED
    }

    private interface Trial {
        Fate at(int point, FaultRoot root) throws Exception;
    }

    private static Fate dies(int point, FaultRoot root, String workflow, String said)
            throws Exception {
        Fate fate = execute(root, point, workflow);
        recoverAndJudge(root, said);
        return fate;
    }

    private static Fate diesTwice(
            int first, int second, FaultRoot root, String workflow, String said) throws Exception {
        assertThat(execute(root, first, workflow)).isEqualTo(Fate.DIED);
        Fate fate = execute(root, second);
        recoverAndJudge(root, said);
        return fate;
    }

    /// Has a process execute, and checks that what it was told to be durable is there, and that
    /// nothing that was recorded when it came is done again.
    private static Fate execute(FaultRoot root, int point, String... workflow) throws Exception {
        Memory before = Memory.of(root);
        var words = new ArrayList<Object>(List.of(root.root().folder(), point));
        words.addAll(List.of(workflow));
        var said = new ArrayList<String>();
        int status;
        try (ChildJvm process =
                ChildJvm.start(
                        List.of("--sun-misc-unsafe-memory-access=allow"),
                        DoomedProcess.class,
                        words.toArray())) {
            for (String line = process.readLine();
                    !line.equals("null");
                    line = process.readLine()) {
                said.add(line);
            }
            status = process.await();
        }
        assertThat(status).isIn(0, KillPoints.HALTED);
        before.assertNothingIsDoneAgain(root);
        assertAcknowledgedIsThere(root, said);
        return status == 0 ? Fate.ENDED : Fate.DIED;
    }

    private static void assertAcknowledgedIsThere(FaultRoot root, List<String> said) {
        long reached =
                said.stream()
                        .filter(line -> line.startsWith("reached "))
                        .mapToLong(line -> Long.parseLong(line.substring("reached ".length())))
                        .max()
                        .orElse(0);
        if (reached > 0) {
            RunId run = root.runs().getFirst().id();
            assertThat(new Oracle(root).progress(run).seq()).isGreaterThanOrEqualTo(reached);
            assertThat(said)
                    .filteredOn(line -> line.startsWith("run "))
                    .allMatch(line -> line.equals("run " + run));
        }
    }

    /// What stood in the registry at some time, and how often each step had executed.
    private record Memory(List<String> succeeded, int executions) {

        static Memory of(FaultRoot root) {
            var oracle = new Oracle(root);
            List<String> succeeded =
                    root.runs().stream()
                            .map(run -> oracle.progress(run.id()))
                            .map(Progress::succeeded)
                            .flatMap(List::stream)
                            .toList();
            return new Memory(succeeded, root.executions().size());
        }

        void assertNothingIsDoneAgain(FaultRoot root) {
            List<String> all = root.executions();
            assertThat(all.subList(executions, all.size()))
                    .extracting(line -> line.substring(0, line.indexOf(' ')))
                    .noneMatch(succeeded::contains);
        }
    }

    private static void recoverAndJudge(FaultRoot root, String said) {
        Memory before = Memory.of(root);
        root.recover();
        before.assertNothingIsDoneAgain(root);
        var oracle = new Oracle(root);
        oracle.assertSucceeded("{\"said\":\"" + said + "\"}");
        oracle.assertWhole();
        oracle.assertNothingIsLeft();
    }

    /// Tries every point until the process ends without having come to it.
    private static void inLanes(String fault, Trial trial) throws Exception {
        long begin = System.nanoTime();
        int died = 0;
        try (var threads = Executors.newFixedThreadPool(LANES)) {
            List<Future<Integer>> lanes = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                int first = 1 + lane * STRIDE;
                lanes.add(threads.submit(() -> lane(first, trial)));
            }
            for (Future<Integer> lane : lanes) {
                died += get(lane);
            }
        }
        assertThat(died).isGreaterThan(4);
        FaultTable.add(
                fault,
                died,
                "finished by the next process, nothing recorded is done again",
                Duration.ofNanos(System.nanoTime() - begin));
    }

    private static int lane(int first, Trial trial) throws Exception {
        int died = 0;
        for (int point = first; ; point += LANES * STRIDE) {
            FaultRoot root = template.copy(folder.resolve("point-" + System.nanoTime()));
            try {
                if (trial.at(point, root) == Fate.ENDED) {
                    return died;
                }
                died++;
            } catch (AssertionError | Exception e) {
                throw new AssertionError("halted at point " + point + ": " + e.getMessage(), e);
            } finally {
                root.delete();
            }
        }
    }

    private static int get(Future<Integer> lane) throws InterruptedException, IOException {
        try {
            return lane.get();
        } catch (ExecutionException e) {
            throw new AssertionError(String.valueOf(e.getCause().getMessage()), e.getCause());
        }
    }
}
