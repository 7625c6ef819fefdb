package net.swarmstack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program;
import net.swarmstack.e2e.Program.Result;
import net.swarmstack.e2e.Program.Running;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.Sha256;
import net.swarmstack.testing.Eventually;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Several processes work with one root.
class SeveralProcessesIT {

    private static final String GATED =
            """
            steps:
              - {id: first, agent: actor, inputs: {acts: ok}}
              - {id: last, agent: actor, needs: [first], inputs: {acts: gate}}
            """;

    private static final String QUICK = "steps: [{id: only, agent: actor, inputs: {acts: ok}}]\n";

    @TempDir private static Path folder;
    private static FaultRoot template;
    private FaultRoot root;
    private Program program;

    @BeforeAll
    static void makeTemplate() {
        template =
                FaultRoot.makeFor(
                        folder.resolve("template"), Map.of("gated", GATED, "quick", QUICK));
    }

    @BeforeEach
    void makeRoot() {
        root = template.copy(folder.resolve("copy-" + System.nanoTime()));
        program = new Program(root.folder());
    }

    @AfterEach
    void endAgents() {
        root.open();
        root.recover();
    }

    private Running start(int already, String... words) {
        Running running = program.start(new byte[0], words);
        long before = already;
        Eventually.await("its last step executes", () -> lastSteps() == before + 1);
        return running;
    }

    private long lastSteps() {
        return root.executions().stream().filter(line -> line.startsWith("last ")).count();
    }

    private RunId newest() {
        return root.runs().getFirst().id();
    }

    private RunStatus status(RunId run) {
        return root.read(views -> views.find(run).orElseThrow().status());
    }

    @Test
    void twoExecuteAtOnceWhileOthersCancelAndFollowARunOfOne() {
        long begin = System.nanoTime();
        Running one = start(0, "run", "gated");
        RunId first = newest();
        Running two = start(1, "run", "gated");
        RunId second = newest();
        Running waiting = program.start(new byte[0], "runs", "wait", first.value());
        Running following = program.start(new byte[0], "runs", "logs", first.value(), "--follow");

        Result cancelled = program.run("runs", "cancel", first.value());
        Result ofOne = one.await();
        Result waited = waiting.await();
        Result followed = following.await();
        RunStatus ofOther = status(second);
        root.open();
        Result ofTwo = two.await();

        assertThat(cancelled.exit()).as(cancelled.err()).isZero();
        assertThat(ofOne.exit()).as(ofOne.err()).isEqualTo(5);
        assertThat(waited.exit()).as(waited.err()).isEqualTo(5);
        assertThat(followed.exit()).as(followed.err()).isZero();
        assertThat(status(first)).isEqualTo(RunStatus.CANCELLED);
        assertThat(ofOther).isEqualTo(RunStatus.RUNNING);
        assertThat(ofTwo.exit()).as(ofTwo.err()).isZero();
        assertSound();
        FaultTable.add(
                "two processes at once, three more cancel and follow",
                1,
                "each told of the end, the other run untouched",
                Duration.ofNanos(System.nanoTime() - begin));
    }

    @Test
    void workerTakesOverTheRunOfAProcessThatIsKilled() throws InterruptedException {
        long begin = System.nanoTime();
        Running doomed = start(0, "run", "gated");
        RunId orphaned = newest();
        start(1, "run", "gated", "--no-wait").await();
        RunId queued = newest();

        doomed.process().destroyForcibly().waitFor();
        Eventually.await("the worker goes on with it", () -> lastSteps() == 3);
        root.open();
        Result waited = program.run("runs", "wait", orphaned.value());
        Result waitedToo = program.run("runs", "wait", queued.value());

        assertThat(waited.exit()).as(waited.err()).isZero();
        assertThat(waitedToo.exit()).as(waitedToo.err()).isZero();
        Eventually.await("the worker has ended", this::nobodyListens);
        assertThat(root.executions())
                .filteredOn(line -> line.startsWith("first "))
                .containsExactly("first 1", "first 1");
        assertSound();
        FaultTable.add(
                "kill -9 of an owner beside a worker",
                1,
                "the worker goes on at once, nothing recorded is done again",
                Duration.ofNanos(System.nanoTime() - begin));
    }

    @Test
    void workerEndsThoughAnotherProcessExecutes() {
        Running gated = start(0, "run", "gated");

        String quick = program.out("run", "quick", "--no-wait").strip();
        Result waited = program.run("runs", "wait", quick);

        assertThat(waited.exit()).as(waited.err()).isZero();
        Eventually.await("the worker has ended", () -> workers().isEmpty());
        assertThat(gated.process().isAlive()).isTrue();
    }

    /// The processes that are workers of the root.
    private List<ProcessHandle> workers() {
        String root = this.root.root().folder().toString();
        return ProcessHandle.allProcesses()
                .filter(process ->
                        process.info()
                                .commandLine()
                                .filter(line -> line.endsWith("worker --root " + root))
                                .isPresent())
                .toList();
    }

    private boolean nobodyListens() {
        try (var sockets = Files.newDirectoryStream(root.root().owners(), "*.sock")) {
            return !sockets.iterator().hasNext();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertSound() {
        var oracle = new Oracle(root);
        oracle.assertWhole();
        oracle.assertNothingIsLeft();
    }

    @Test
    void commandsThatOnlyReadChangeNothing() throws Exception {
        long begin = System.nanoTime();
        Running doomed = start(0, "run", "gated");
        doomed.process().destroyForcibly().waitFor();
        String run = newest().value();
        SortedMap<String, String> before = files();
        var commands =
                new ArrayList<>(
                        List.of(
                                "runs show " + run + " --events",
                                "doctor --verify",
                                "run gated --dry-run"));
        if (FaultTable.isLong()) {
            commands.addAll(
                    List.of(
                            "runs list",
                            "runs logs " + run,
                            "runs artifacts " + run + " first",
                            "workflow list",
                            "workflow runs gated",
                            "agent info actor",
                            "config show"));
        }

        for (String command : commands) {
            Result result = program.run(command.split(" "));

            assertThat(result.exit()).as("%s: %s", command, result.err()).isZero();
            assertThat(files()).as(command).isEqualTo(before);
        }
        FaultTable.add(
                "kill -9, then %d commands that only read".formatted(commands.size()),
                1,
                "no file of the root changes",
                Duration.ofNanos(System.nanoTime() - begin));
    }

    /// The files of the root, with mode, size and digest, but the index of the write-ahead log, in
    /// which readers note where they are.
    private SortedMap<String, String> files() throws IOException {
        var found = new TreeMap<String, String>();
        try (Stream<Path> all = Files.walk(root.root().folder())) {
            for (Path file : all.filter(file -> !file.toString().endsWith("-shm")).toList()) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                found.put(
                        file.toString(),
                        Files.isRegularFile(file)
                                ? mode + " " + Sha256.of(Files.readAllBytes(file)).hex()
                                : mode);
            }
        }
        return found;
    }
}
