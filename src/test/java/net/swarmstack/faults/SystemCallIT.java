package net.swarmstack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program;
import net.swarmstack.e2e.Program.Result;
import net.swarmstack.e2e.Program.Running;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// System calls of the thread that writes the registry go wrong, in the program as people start it,
/// one after another.
@Timeout(value = 120, unit = TimeUnit.MINUTES)
class SystemCallIT {

    private static final String FLOW =
            """
            steps:
              - {id: first, agent: actor, inputs: {acts: much}}
              - {id: second, agent: actor, needs: [first], inputs: {acts: ok}}
            """;

    private static final int KILLED = 128 + 9;
    private static final int IO_ERROR = 74;
    private static final int NO_MORE_THAN = 1000;

    @TempDir private static Path folder;
    private static FaultRoot template;

    @BeforeAll
    static void makeRoot() {
        template = FaultRoot.makeFor(folder.resolve("template"), Map.of("flow", FLOW));
    }

    @Test
    void processThatIsKilledAtASystemCallLosesNothing() throws Exception {
        all("fsync", "signal=SIGKILL", List.of(5), SystemCallIT::killed);
        all("pwrite64", "signal=SIGKILL", List.of(9, 40), SystemCallIT::killed);
        all("write", "signal=SIGKILL", List.of(), SystemCallIT::killed);
        all("rename", "signal=SIGKILL", List.of(), SystemCallIT::killed);
    }

    @Test
    void ioErrorEndsTheProcessAndLosesNothing() throws Exception {
        all("fsync", "error=EIO", List.of(4, 7), SystemCallIT::gaveUp);
        all("pwrite64", "error=EIO", List.of(30), SystemCallIT::gaveUp);
        all("write", "error=EIO", List.of(), SystemCallIT::gaveUp);
        all("rename", "error=EIO", List.of(), SystemCallIT::gaveUp);
    }

    @Test
    void fullDiskLosesNothingAndARunThatHasBegunWaitsForRoom() throws Exception {
        all("pwrite64", "error=ENOSPC", List.of(3, 50), SystemCallIT::waitedForRoom);
        all("write", "error=ENOSPC", List.of(1), SystemCallIT::waitedForRoom);
        all("rename", "error=ENOSPC", List.of(), SystemCallIT::waitedForRoom);
        all("fsync", "error=ENOSPC", List.of(), SystemCallIT::gaveUp);
    }

    private static String killed(Result result) {
        assertThat(result.exit()).isEqualTo(KILLED);
        return "killed";
    }

    /// A write that was refused can't be told from one that is half there.
    private static String gaveUp(Result result) {
        if (isOver(result)) {
            return "over before";
        }
        assertThat(result.exit()).isEqualTo(IO_ERROR);
        assertThat(result.err()).containsAnyOf("The disk reports errors", "can't use ");
        return "exit 74";
    }

    private static String waitedForRoom(Result result) {
        if (!Told.events(result.err()).isEmpty()) {
            assertThat(result.exit()).isZero();
            boolean hasWaited = result.err().contains(" waits for the store: ");
            return hasWaited ? "waited, went on" : "over before";
        }
        assertThat(result.exit()).isEqualTo(IO_ERROR);
        assertThat(result.err()).contains("Nothing was written: make room, then try again.");
        return "exit 74, no run";
    }

    private static boolean isOver(Result result) {
        return result.exit() == 0 && Told.events(result.err()).contains("RunFinished");
    }

    /// Judges a process that something went wrong in; says what came of it.
    private interface Judge {
        String outcome(Result result);
    }

    /// @param sample which calls, in the short form; the last of them all is found in the long one
    private static void all(String call, String fault, List<Integer> sample, Judge judge)
            throws Exception {
        long begin = System.nanoTime();
        var outcomes = new TreeMap<String, Integer>();
        List<Integer> numbers =
                FaultTable.isLong() ? IntStream.range(1, NO_MORE_THAN).boxed().toList() : sample;
        for (int n : numbers) {
            FaultRoot root = template.copy(folder.resolve(call + "-" + System.nanoTime()));
            Optional<Result> result = shoot(root, "%s:%s:when=%d".formatted(call, fault, n), call);
            if (result.isEmpty()) {
                assertThat(FaultTable.isLong()).as("%s %s %d", call, fault, n).isTrue();
                break;
            }
            try {
                outcomes.merge(judge.outcome(result.get()), 1, Integer::sum);
                judge(root, result.get());
            } catch (AssertionError e) {
                throw new AssertionError(
                        "%s %s, call %d: %s%n%s"
                                .formatted(call, fault, n, e.getMessage(), result.get().err()),
                        e);
            }
            root.delete();
        }
        FaultTable.add(
                call + " " + fault,
                outcomes.values().stream().mapToInt(Integer::intValue).sum(),
                outcomes.toString(),
                Duration.ofNanos(System.nanoTime() - begin));
    }

    /// Executes the flow; nothing where the fault never came. The program waits for the lock of
    /// another until its thread is watched, so that its first write is seen.
    private static Optional<Result> shoot(FaultRoot root, String injection, String call)
            throws Exception {
        var program = new Program(root.folder());
        Running running;
        Strace strace;
        try (var _ = ForeignLock.on(root.root().database())) {
            running = program.start(new byte[0], "run", "flow");
            strace =
                    Strace.onWriter(
                            root.folder(), running.process().pid(), call, Optional.of(injection));
        }
        Result result = running.await();
        strace.await();
        return strace.hasInjected() ? Optional.of(result) : Optional.empty();
    }

    private static void judge(FaultRoot root, Result result) {
        Told.assertIsThere(root, result.err());
        root.recover();
        var oracle = new Oracle(root);
        oracle.assertSucceeded("{\"said\":\"second\"}");
        oracle.assertWhole();
        oracle.assertNothingIsLeft();
    }
}
