package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;
import net.swarmstack.e2e.Program.Running;
import net.swarmstack.model.Json;
import net.swarmstack.testing.Eventually;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What people do with runs of this process, of another and of a dead one.
class RunRecoveryIT {

    /// Writes a line into `executions` each time; waits until `open` is there.
    private static final String GATE =
            """
            echo "$SWARM_STEP $SWARM_ATTEMPT $SWARM_IDEMPOTENCY_KEY" >>'%1$s/executions'
            [ "$SWARM_STEP" != gate ] || until [ -e '%1$s/open' ]; do sleep 0.05; done
            echo '{"payload": "from '"$SWARM_STEP"'"}'
            """;

    private static final String CHAIN =
            """
            steps:
              - {id: first, agent: worker}
              - {id: gate, agent: worker%s}
              - {id: last, agent: worker}
            finally:
              - step: {id: cleanup, agent: worker}
            """;

    @TempDir private Path folder;
    private Program swarm;

    @BeforeEach
    void register() {
        swarm = new Program(folder).trusting();
        swarm.registerAgent("worker", GATE.formatted(folder));
        swarm.registerWorkflow("chain", CHAIN.formatted(""));
        swarm.registerWorkflow("once", CHAIN.formatted(", effects: once"));
    }

    /// Lets whatever still waits end.
    @AfterEach
    void open() throws IOException {
        Files.writeString(folder.resolve("open"), "");
    }

    @Test
    void interruptedRunGoesOnAndNothingThatSucceededIsExecutedAgain() throws IOException {
        String run = interrupted("chain");
        open();

        Result resumed = swarm.run("runs", "resume", run);

        assertThat(resumed.exit()).as(resumed.err()).isZero();
        assertThat(Json.parse(resumed.out())).isEqualTo(Json.parse("{\"payload\":\"from last\"}"));
        assertThat(executions())
                .extracting(line -> line.substring(0, line.lastIndexOf(' ')))
                .containsExactly("first 1", "gate 1", "gate 2", "last 1", "cleanup 1");
        assertThat(executions().get(2)).endsWith(keyOf(executions().get(1)));
        assertThat(swarm.root().resolve("swarm-registry/sandboxes")).isEmptyDirectory();
    }

    @Test
    void nextRunTellsOfAnInterruptedOne() {
        String run = interrupted("chain");

        Result other = swarm.run("run", "echo-chain", "{\"message\":\"hi\"}");

        assertThat(other.exit()).isZero();
        assertThat(other.err()).contains("1 interrupted run: swarm runs resume " + tail(run));
    }

    @Test
    void stepThatMayBeDoneOnceWaitsForAPersonAndGoesOnWithWhatTheySay() {
        String run = interrupted("once");

        Result resumed = swarm.run("runs", "resume", run);
        Result waited = swarm.run("runs", "wait", run);
        Result resolved =
                swarm.run("runs", "resolve", run, "gate", "--succeeded", "{\"payload\":1}");

        assertThat(resumed.exit()).isEqualTo(8);
        assertThat(resumed.err())
                .contains("swarm runs resolve " + tail(run) + " gate --succeeded JSON");
        assertThat(waited.exit()).isEqualTo(8);
        assertThat(resolved.exit()).as(resolved.err()).isZero();
        assertThat(executions())
                .extracting(line -> line.substring(0, line.indexOf(' ')))
                .containsExactly("first", "gate", "last", "cleanup");
    }

    @Test
    void wrongVerdictsAreRefusedAndTheRunWaitsOn() {
        String run = interrupted("once");
        swarm.run("runs", "resume", run);

        Result two = swarm.run("runs", "resolve", run, "gate", "--failed", "--retry");
        Result wrongStep = swarm.run("runs", "resolve", run, "first", "--failed");
        Result noObject = swarm.run("runs", "resolve", run, "gate", "--succeeded", "[1]");

        assertThat(two.exit()).isEqualTo(2);
        assertThat(two.err()).contains("say one of --succeeded JSON, --failed and --retry");
        assertThat(wrongStep.exit()).isEqualTo(1);
        assertThat(wrongStep.err())
                .contains("step first does not wait for a person; these do: gate");
        assertThat(noObject.exit()).isEqualTo(2);
        assertThat(noObject.err()).contains("--succeeded: not an object");
        assertThat(swarm.run("runs", "wait", run).exit()).isEqualTo(8);
    }

    @Test
    void lostStepThatMayBeRepeatedIsNotDecidedAndNothingIsExecuted() {
        String run = interrupted("chain");
        List<String> before = executions();

        Result refused = swarm.run("runs", "resolve", run, "gate", "--failed");

        assertThat(refused.exit()).as(refused.err()).isEqualTo(1);
        assertThat(refused.err()).contains("step gate does not wait for a person: only one with");
        assertThat(executions()).isEqualTo(before);
        assertThat(statuses()).containsExactly("running");
    }

    @Test
    void successIsNotToldWhereTheRegistryIsNotThereAnyMore() throws IOException {
        Running running = swarm.start(new byte[0], "run", "chain");
        awaitExecutionOf("gate");
        Path registry = swarm.root().resolve("swarm-registry/registry.db");
        Files.move(registry, folder.resolve("moved.db"));
        open();

        Result result = running.await();

        assertThat(result.exit()).isEqualTo(74);
        assertThat(result.err())
                .contains(registry + " was deleted or replaced while this process had it open")
                .doesNotContain("run succeeded");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void timeoutLeavesTheRunToBeResumed() throws IOException {
        Result left = swarm.run("run", "chain", "--timeout", "2s");
        String run = newest();
        Result waited = swarm.run("runs", "wait", run);
        open();

        Result resumed = swarm.run("runs", "resume", run);

        assertThat(left.exit()).isEqualTo(7);
        assertThat(left.err()).contains("swarm runs resume " + tail(run));
        assertThat(waited.exit()).isEqualTo(1);
        assertThat(waited.err()).contains("nobody executes run " + run);
        assertThat(resumed.exit()).as(resumed.err()).isZero();
    }

    @Test
    void runMayBeLeftInTheSameStepAsOftenAsOneLikes() throws IOException {
        swarm.run("run", "chain", "--timeout", "1s");
        for (int again = 0; again < 3; again++) {
            Result left = swarm.run("runs", "resume", newest(), "--timeout", "1s");
            assertThat(left.exit()).as(left.err()).isEqualTo(7);
        }
        open();

        Result resumed = swarm.run("runs", "resume", newest());

        assertThat(resumed.exit()).as(resumed.err()).isZero();
    }

    @Test
    void allThatNobodyExecutesGoesOnAndATimeoutLeavesTheRest() throws IOException {
        interrupted("chain");
        interrupted("chain");

        Result left = swarm.run("runs", "resume", "--all", "--timeout", "1s");
        List<String> open = statuses();
        open();
        Result resumed = swarm.run("runs", "resume", "--all");

        assertThat(left.exit()).as(left.err()).isEqualTo(7);
        assertThat(open).containsExactly("running", "running");
        assertThat(resumed.exit()).as(resumed.err()).isZero();
        assertThat(statuses()).containsExactly("succeeded", "succeeded");
    }

    @Test
    void runIsLeftToTheBackgroundAndWaitedFor() throws IOException {
        Result queued = swarm.run("run", "chain", "--no-wait");
        String run = queued.out().strip();
        awaitExecutionOf("gate");
        Result impatient = swarm.run("runs", "wait", run, "--timeout", "1s");
        Result taken = swarm.run("runs", "resume", run);
        open();

        Result waited = swarm.run("runs", "wait", run);

        assertThat(queued.exit()).isZero();
        assertThat(impatient.exit()).isEqualTo(7);
        assertThat(taken.exit()).isEqualTo(75);
        assertThat(taken.err()).contains("is executed by process");
        assertThat(waited.exit()).as(waited.err()).isZero();
        assertThat(Json.parse(waited.out())).isEqualTo(Json.parse("{\"payload\":\"from last\"}"));
    }

    @Test
    void runOfAnotherProcessIsCancelledAndItsFinallyIsDone() {
        Running other = swarm.start(new byte[0], "run", "chain");
        awaitExecutionOf("gate");

        Result cancelled = swarm.run("runs", "cancel", newest());
        Result again = swarm.run("runs", "cancel", newest());

        assertThat(cancelled.exit()).as(cancelled.err()).isZero();
        assertThat(cancelled.err()).contains(tail(newest()) + " cancelled");
        assertThat(other.await().exit()).isEqualTo(5);
        assertThat(again.exit()).isZero();
        assertThat(again.err()).contains("has ended before: cancelled");
        assertThat(executions().getLast()).startsWith("cleanup 1");
    }

    @Test
    void whoCancelsARunOfAStoppedProcessIsToldForWhomItWaits() {
        Running other = swarm.start(new byte[0], "run", "chain");
        awaitExecutionOf("gate");
        signal(other, "STOP");

        Running cancelling = swarm.start(new byte[0], "runs", "cancel", newest());
        Eventually.await("it says so", () -> cancelling.err().contains("does not answer"));
        signal(other, "CONT");

        assertThat(cancelling.err())
                .contains("waiting for process " + other.process().pid())
                .contains("kill -CONT " + other.process().pid());
        assertThat(cancelling.await().exit()).isZero();
        assertThat(other.await().exit()).isEqualTo(5);
    }

    private void signal(Running running, String name) {
        try {
            var kill = new ProcessBuilder("kill", "-" + name, "" + running.process().pid());
            assertThat(kill.inheritIO().start().waitFor()).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void runOfADeadProcessIsCancelledHere() {
        String run = interrupted("chain");

        Result cancelled = swarm.run("runs", "cancel", run);

        assertThat(cancelled.exit()).as(cancelled.err()).isZero();
        assertThat(swarm.run("runs", "wait", run).exit()).isEqualTo(5);
        assertThat(executions().getLast()).startsWith("cleanup 1");
    }

    @Test
    void mistakesAreNamed() {
        assertThat(swarm.run("runs", "resume").err()).contains("name a run, or say --all");
        Result all = swarm.run("runs", "resume", "--all", "--latest");
        assertThat(all.exit()).isEqualTo(2);
        assertThat(all.err()).contains("leave out --latest");
        assertThat(swarm.run("runs", "resume", "--all", "--var", "a=1").exit()).isEqualTo(2);
        assertThat(swarm.run("runs", "cancel", "ffffffff").exit()).isEqualTo(3);
        assertThat(swarm.run("runs", "wait", "ffffffff").exit()).isEqualTo(3);
        Result timeout = swarm.run("run", "chain", "--timeout", "soon");
        assertThat(timeout.exit()).isEqualTo(2);
        assertThat(timeout.err()).contains("--timeout \"soon\": expected a number");
    }

    private List<String> statuses() {
        return Json.parse(swarm.out("runs", "list", "-o", "json"))
                .valueStream()
                .map(run -> run.required("status").stringValue())
                .toList();
    }

    /// The id of a run whose process was killed while its second step executed.
    private String interrupted(String workflow) {
        long before = executionsOf("gate");
        Running running = swarm.start(new byte[0], "run", workflow);
        Eventually.await("gate executes", () -> executionsOf("gate") > before);
        running.process().destroyForcibly();
        running.await();
        return newest();
    }

    private void awaitExecutionOf(String step) {
        Eventually.await(step + " executes", () -> executionsOf(step) > 0);
    }

    private long executionsOf(String step) {
        return executions().stream().filter(line -> line.startsWith(step)).count();
    }

    private List<String> executions() {
        Path file = folder.resolve("executions");
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String keyOf(String execution) {
        return execution.substring(execution.lastIndexOf(' '));
    }

    private String newest() {
        return swarm.out("runs", "list", "-o", "name").lines().findFirst().orElseThrow();
    }

    private static String tail(String run) {
        return run.substring(run.length() - 8);
    }
}
