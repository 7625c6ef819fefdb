package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;
import net.swarmstack.e2e.Program.Running;
import net.swarmstack.model.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What people do with runs of this process, of another and of a dead one.
class RunRecoveryIT {

    @TempDir private Path folder;
    private GatedChain chain;
    private Program swarm;

    @BeforeEach
    void register() {
        chain = new GatedChain(folder);
        swarm = chain.swarm();
    }

    @AfterEach
    void endRuns() {
        swarm.endRuns();
    }

    @Test
    void interruptedRunGoesOnAndNothingThatSucceededIsExecutedAgain() throws IOException {
        String run = chain.interrupted("chain");
        chain.open();

        Result resumed = swarm.run("runs", "resume", run);

        assertThat(resumed.exit()).as(resumed.err()).isZero();
        assertThat(Json.parse(resumed.out())).isEqualTo(Json.parse("{\"payload\":\"from last\"}"));
        assertThat(chain.executions())
                .extracting(line -> line.substring(0, line.lastIndexOf(' ')))
                .containsExactly("first 1", "gate 1", "gate 2", "last 1", "cleanup 1");
        assertThat(chain.executions().get(2)).endsWith(keyOf(chain.executions().get(1)));
        assertThat(swarm.root().resolve("swarm-registry/sandboxes")).isEmptyDirectory();
    }

    @Test
    void nextRunTellsOfAnInterruptedOne() {
        String run = chain.interrupted("chain");

        Result other = swarm.run("run", "echo-chain", "{\"message\":\"hi\"}");

        assertThat(other.exit()).isZero();
        assertThat(other.err()).contains("1 interrupted run: swarm runs resume " + tail(run));
    }

    @Test
    void stepThatMayBeDoneOnceWaitsForAPersonAndGoesOnWithWhatTheySay() {
        String run = chain.interrupted("once");

        Result resumed = swarm.run("runs", "resume", run);
        Result waited = swarm.run("runs", "wait", run);
        Result resolved =
                swarm.run("runs", "resolve", run, "gate", "--succeeded", "{\"payload\":1}");

        assertThat(resumed.exit()).isEqualTo(8);
        assertThat(resumed.err())
                .contains("swarm runs resolve " + tail(run) + " gate --succeeded JSON");
        assertThat(waited.exit()).isEqualTo(8);
        assertThat(resolved.exit()).as(resolved.err()).isZero();
        assertThat(chain.executions())
                .extracting(line -> line.substring(0, line.indexOf(' ')))
                .containsExactly("first", "gate", "last", "cleanup");
    }

    @Test
    void wrongVerdictsAreRefusedAndTheRunWaitsOn() {
        String run = chain.interrupted("once");
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
    void whoWaitsForAnInterruptedRunWritesNothing() throws IOException {
        String run = chain.interrupted("chain");
        Path registry = swarm.root().resolve("swarm-registry/registry.db");
        Path log = registry.resolveSibling("registry.db-wal");
        byte[] registryBefore = Files.readAllBytes(registry);
        byte[] logBefore = Files.readAllBytes(log);

        Result waited = swarm.run("runs", "wait", run);

        assertThat(waited.err()).contains("nobody executes run " + run);
        assertThat(logBefore).isNotEmpty();
        assertThat(log).hasBinaryContent(logBefore);
        assertThat(registry).hasBinaryContent(registryBefore);
    }

    @Test
    void lostStepThatMayBeRepeatedIsNotDecidedAndNothingIsExecuted() {
        String run = chain.interrupted("chain");
        List<String> before = chain.executions();

        Result refused = swarm.run("runs", "resolve", run, "gate", "--failed");

        assertThat(refused.exit()).as(refused.err()).isEqualTo(1);
        assertThat(refused.err()).contains("step gate does not wait for a person: only one with");
        assertThat(chain.executions()).isEqualTo(before);
        assertThat(statuses()).containsExactly("running");
    }

    @Test
    void timeoutLeavesTheRunToBeResumed() throws IOException {
        Result left = swarm.run("run", "chain", "--timeout", "2s");
        String run = chain.newest();
        Result waited = swarm.run("runs", "wait", run);
        chain.open();

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
            Result left = swarm.run("runs", "resume", chain.newest(), "--timeout", "1s");
            assertThat(left.exit()).as(left.err()).isEqualTo(7);
        }
        chain.open();

        Result resumed = swarm.run("runs", "resume", chain.newest());

        assertThat(resumed.exit()).as(resumed.err()).isZero();
    }

    @Test
    void allThatNobodyExecutesGoesOnAndATimeoutLeavesTheRest() throws IOException {
        chain.interrupted("chain");
        chain.interrupted("chain");

        Result left = swarm.run("runs", "resume", "--all", "--timeout", "1s");
        List<String> open = statuses();
        chain.open();
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
        chain.awaitExecutionOf("gate");
        Result impatient = swarm.run("runs", "wait", run, "--timeout", "1s");
        Result taken = swarm.run("runs", "resume", run);
        chain.open();

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
        chain.awaitExecutionOf("gate");

        Result cancelled = swarm.run("runs", "cancel", chain.newest());
        Result again = swarm.run("runs", "cancel", chain.newest());

        assertThat(cancelled.exit()).as(cancelled.err()).isZero();
        assertThat(cancelled.err()).contains(tail(chain.newest()) + " cancelled");
        assertThat(other.await().exit()).isEqualTo(5);
        assertThat(again.exit()).isZero();
        assertThat(again.err()).contains("has ended before: cancelled");
        assertThat(chain.executions().getLast()).startsWith("cleanup 1");
    }

    @Test
    void runOfADeadProcessIsCancelledHere() {
        String run = chain.interrupted("chain");

        Result cancelled = swarm.run("runs", "cancel", run);

        assertThat(cancelled.exit()).as(cancelled.err()).isZero();
        assertThat(swarm.run("runs", "wait", run).exit()).isEqualTo(5);
        assertThat(chain.executions().getLast()).startsWith("cleanup 1");
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

    private static String keyOf(String execution) {
        return execution.substring(execution.lastIndexOf(' '));
    }

    private static String tail(String run) {
        return run.substring(run.length() - 8);
    }
}
