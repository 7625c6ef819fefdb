package net.swarmstack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program;
import net.swarmstack.e2e.Program.Result;
import net.swarmstack.e2e.Program.Running;
import net.swarmstack.testing.Eventually;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Another program keeps the registry locked, as a person at `sqlite3` may.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ForeignLockIT {

    private static final String FLOW =
            """
            steps:
              - {id: first, agent: actor, inputs: {acts: gate}}
              - {id: second, agent: actor, needs: [first], inputs: {acts: ok}}
            """;

    /// How long Swarm waits for a lock before it says so.
    private static final int PATIENCE_SECONDS = 30;

    @TempDir private Path folder;
    private FaultRoot root;
    private Program program;

    @BeforeEach
    void makeRoot() {
        root = FaultRoot.makeFor(folder, Map.of("flow", FLOW));
        program = new Program(folder);
    }

    @AfterEach
    void endAgents() {
        root.open();
    }

    static List<Integer> seconds() {
        return FaultTable.isLong() ? List.of(3, 60) : List.of(3);
    }

    @ParameterizedTest
    @MethodSource("seconds")
    void runGoesOnWhenTheLockIsGone(int seconds) throws IOException {
        long begin = System.nanoTime();
        Running run = program.start(new byte[0], "run", "flow");
        Eventually.await("the agent executes", () -> root.executions().size() == 1);

        Process locking = lockFor(seconds);
        root.open();
        int locked = locking.onExit().join().exitValue();
        Result result = run.await();

        assertThat(locked).isZero();
        assertThat(result.exit()).as(result.err()).isZero();
        boolean isToldOf = result.err().contains(" waits for the store: ");
        assertThat(isToldOf).as(result.err()).isEqualTo(seconds > PATIENCE_SECONDS);
        Told.assertIsThere(root, result.err());
        var oracle = new Oracle(root);
        oracle.assertSucceeded("{\"said\":\"second\"}");
        oracle.assertWhole();
        oracle.assertNothingIsLeft();
        FaultTable.add(
                "foreign write lock of %d s".formatted(seconds),
                1,
                isToldOf ? "waited with a line, went on" : "went on, unseen",
                Duration.ofNanos(System.nanoTime() - begin));
    }

    @Test
    void secondSignalSaysHowToGoOnWithARunThatCouldNotEnd() throws Exception {
        Running run = program.start(new byte[0], "run", "flow");
        Eventually.await("the agent executes", () -> root.executions().size() == 1);
        Result killed;
        try (var _ = ForeignLock.on(root.root().database())) {
            signal(run, "INT");
            signal(run, "TERM");
            killed = run.await();
        }
        String id = program.out("runs", "list", "-o", "name").strip();

        root.open();
        Result resumed = program.run("runs", "resume", id);

        assertThat(killed.exit()).as(killed.err()).isEqualTo(130);
        assertThat(killed.err())
                .endsWith(
                        "the run has not ended. It goes on with: swarm runs resume "
                                + id.substring(id.length() - 8)
                                + "\n");
        assertThat(resumed.exit()).as(resumed.err()).isZero();
    }

    private static void signal(Running run, String name) throws Exception {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(run.process().pid()));
        assertThat(kill.inheritIO().start().waitFor()).isZero();
    }

    /// Takes the lock, and returns when it is held; the process ends so much later.
    private Process lockFor(int seconds) throws IOException {
        Process process =
                new ProcessBuilder(
                                "sqlite3",
                                root.root().database().toString(),
                                "BEGIN IMMEDIATE",
                                ".system echo held", // what it prints itself it keeps until its end
                                ".system sleep " + seconds,
                                "COMMIT")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var output = process.inputReader()) {
            assertThat(output.readLine()).isEqualTo("held");
        }
        return process;
    }
}
