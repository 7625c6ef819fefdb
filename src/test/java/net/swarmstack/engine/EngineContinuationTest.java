package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.engine.EngineProcesses.Process;
import net.swarmstack.model.Artifact;
import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunOrigin;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.StepExecutionId;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.testing.ScriptedRunner;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Runs that go on where another ended.
@Timeout(60)
class EngineContinuationTest {

    private static final String CHAIN =
            """
            variables: {colour: blue, run: "${run.id}"}
            steps:
              - {id: a, agent: any, inputs: {value: "${trigger.value}", run: "${variables.run}"}}
              - {id: b, agent: any, inputs: {value: "${steps.a.outputs.value}"}}
              - {id: c, agent: any, inputs: {value: "${steps.b.outputs.value} ${variables.colour}"}}
            """;

    private final EngineProcesses processes = new EngineProcesses();
    private final Process process = processes.next();

    @AfterEach
    void close() {
        processes.close();
    }

    @Test
    void outputsOfWhatSucceededFlowIntoTheStepsThatDidNot() throws InterruptedException {
        RunId failed = failed(CHAIN, "c");

        RunOutcome outcome = process.start(resume(failed)).await();

        assertThat(outcome.result().map(Json::compact)).contains("{\"value\":\"7 blue\"}");
        assertThat(process.runner.steps()).containsExactly("c");
    }

    @Test
    void resumedRunKeepsTheKeysAndItsAttemptsBeginAnew() throws InterruptedException {
        RunId failed = failed(CHAIN, "c");

        RunId resumed = resumed(failed);

        Attempt attempt = process.runner.attempts().getFirst();
        assertThat(attempt.execution()).isEqualTo(StepExecutionId.of(failed, new StepId("c")));
        assertThat(attempt.number()).isEqualTo(1);
        assertThat(processes.origin(resumed))
                .isEqualTo(new RunOrigin(RunOrigin.Kind.RESUME, failed, failed));
    }

    @Test
    void runResumedFromAResumedOneStillHasTheFirstKeysAndOutputs() throws InterruptedException {
        RunId first = failed(CHAIN, "b");
        process.runner.failing("c", Failure.Type.ERROR, "no luck");
        RunId second = resumed(first);
        process.runner.when("c", (attempt, stop) -> new ScriptedRunner().run(attempt, stop));

        RunHandle third = process.start(resume(second));
        RunOutcome outcome = third.await();

        assertThat(outcome.result().map(Json::compact)).contains("{\"value\":\"7 blue\"}");
        assertThat(process.runner.steps()).containsExactly("b", "c", "c");
        assertThat(process.runner.attempts().getLast().execution())
                .isEqualTo(StepExecutionId.of(first, new StepId("c")));
        assertThat(processes.origin(third.id()))
                .isEqualTo(new RunOrigin(RunOrigin.Kind.RESUME, second, first));
    }

    @Test
    void endedRunStaysAsItIs() throws InterruptedException {
        RunId failed = failed(CHAIN, "c");
        var before = processes.events(failed);

        resumed(failed);

        assertThat(processes.events(failed)).isEqualTo(before);
    }

    @Test
    void cancelledAndTimedOutRunsGoOnToo() throws Exception {
        process.runner.hanging("b");
        RunHandle cancelled = process.start("timeout_seconds: 5\n" + CHAIN, "{\"value\":7}");
        processes.await(cancelled.id(), "b", StepStatus.RUNNING);
        cancelled.cancel();
        RunHandle late = process.start("timeout_seconds: 5\n" + CHAIN, "{\"value\":7}");
        processes.await(late.id(), "b", StepStatus.RUNNING);
        cancelled.await();
        process.timers.runNext();
        assertThat(late.await().status()).isEqualTo(RunStatus.TIMED_OUT);
        process.runner.when("b", (attempt, stop) -> new ScriptedRunner().run(attempt, stop));

        for (RunHandle ended : List.of(cancelled, late)) {
            RunOutcome outcome = process.start(resume(ended.id())).await();
            assertThat(outcome.status()).isEqualTo(RunStatus.SUCCEEDED);
        }
        assertThat(process.runner.steps()).containsExactly("a", "b", "a", "b", "b", "c", "b", "c");
    }

    @Test
    void filesOfWhatSucceededAreKept() throws InterruptedException {
        var artifact = new Artifact("report.txt", 3, Sha256.of(new byte[] {1, 2, 3}));
        String steps =
                """
                steps:
                  - {id: a, agent: any}
                  - {id: b, agent: any, inputs: {files: "${steps.a.artifacts}"}}
                """;
        Process gone = processes.next();
        gone.runner.failing("b", Failure.Type.ERROR, "no luck");
        gone.runner.when(
                "a",
                (attempt, _) ->
                        new AttemptOutcome.Succeeded(
                                attempt.inputs(),
                                new AttemptStats(Duration.ZERO, Duration.ZERO),
                                new Leftovers(List.of(artifact), Optional.empty())));
        RunHandle failed = gone.start(steps);
        failed.await();

        process.start(resume(failed.id())).await();

        assertThat(process.runner.attempts().getFirst().inputs().get("files"))
                .isEqualTo(Artifact.list(List.of(artifact)));
    }

    @Test
    void largeOutputsAreKeptByReference() throws InterruptedException {
        String large = "x".repeat(Payload.MAX_INLINE_BYTES);
        RunId failed = processes.failed(CHAIN, "c", "{\"value\":\"" + large + "\"}");

        RunOutcome outcome = process.start(resume(failed)).await();

        assertThat(outcome.result().map(Json::compact))
                .contains("{\"value\":\"" + large + " blue\"}");
    }

    @Test
    void variablesStayAsTheyWereUnlessOthersAreGiven() throws InterruptedException {
        String steps = CHAIN.replace("${variables.colour}\"", "${variables.run}\"");
        RunId failed = failed(steps, "c");
        RunId other = failed(CHAIN, "c");

        RunOutcome same = process.start(resume(failed)).await();
        RunOutcome changed =
                process.start(
                                process.continuation(other)
                                        .resume(EngineProcesses.json("{\"colour\":\"red\"}")))
                        .await();

        assertThat(same.result().map(Json::compact))
                .contains("{\"value\":\"7 " + failed.value() + "\"}");
        assertThat(changed.result().map(Json::compact)).contains("{\"value\":\"7 red\"}");
    }

    @Test
    void variableThatTheWorkflowDoesNotHaveIsRefusedWithTheNearest() throws InterruptedException {
        RunId failed = failed(CHAIN, "c");
        Continuation continuation = process.continuation(failed);

        EngineProcesses.assertRefused(
                () -> continuation.resume(EngineProcesses.json("{\"color\":\"red\"}")),
                Code.INVALID_INPUT,
                "flow@1.0.0 has no variable \"color\". Did you mean \"colour\"?");
    }

    @Test
    void runWhoseOutputsFailedMakesThemAgainAndExecutesNothing() throws InterruptedException {
        String steps = CHAIN + "outputs: {x: \"${config.x}\"}\n";
        RunHandle failed = process.start(steps, "{\"value\":7}");
        assertThat(failed.await().status()).isEqualTo(RunStatus.FAILED);
        processes.config.put("x", 1);
        Process later = processes.next();

        RunOutcome outcome =
                later.start(later.continuation(failed.id()).resume(EngineProcesses.json("{}")))
                        .await();

        assertThat(outcome.result().map(Json::compact)).contains("{\"x\":1}");
        assertThat(later.runner.attempts()).isEmpty();
    }

    @Test
    void resumedRunMayBeQueuedForAnotherProcess() throws InterruptedException {
        RunId failed = failed(CHAIN + "outputs: {x: \"${steps.c.outputs.value}\"}\n", "c");

        RunId queued = process.engine.enqueue(resume(failed));
        Process other = processes.next();
        RunOutcome outcome = other.adopt(queued).await();

        assertThat(outcome.result().map(Json::compact)).contains("{\"x\":\"7 blue\"}");
        assertThat(other.runner.steps()).containsExactly("c");
    }

    @Test
    void queuedRunThatHasEverythingOnlyEnds() throws InterruptedException {
        String steps = CHAIN + "outputs: {x: \"${config.x}\"}\n";
        RunHandle failed = process.start(steps, "{\"value\":7}");
        failed.await();
        processes.config.put("x", 1);
        Process later = processes.next();

        RunId queued =
                later.engine.enqueue(
                        later.continuation(failed.id()).resume(EngineProcesses.json("{}")));
        RunOutcome outcome = later.adopt(queued).await();

        assertThat(outcome.result().map(Json::compact)).contains("{\"x\":1}");
    }

    @Test
    void runThatSucceededOrHasNotEndedIsRefused() throws InterruptedException {
        RunHandle succeeded = process.start(CHAIN, "{\"value\":7}");
        succeeded.await();
        process.runner.hanging("a");
        RunHandle running = process.start(CHAIN, "{\"value\":7}");
        processes.await(running.id(), "a", StepStatus.RUNNING);

        EngineProcesses.assertRefused(
                () -> resume(succeeded.id()),
                Code.CONFLICT,
                "run %1$s has already succeeded. To do it again: swarm runs retry %1$s"
                        .formatted(succeeded.id()));
        EngineProcesses.assertRefused(
                () -> process.continuation(running.id()),
                Code.CONFLICT,
                "run %1$s is running: another can't go on from it before it has ended. To end it:"
                                .formatted(running.id())
                        + " swarm runs cancel "
                        + running.id());
    }

    private RunId failed(String steps, String step) throws InterruptedException {
        return processes.failed(steps, step, "{\"value\":7}");
    }

    private RunRequest resume(RunId ended) {
        return process.continuation(ended).resume(Json.object());
    }

    private RunId resumed(RunId ended) throws InterruptedException {
        RunHandle run = process.start(resume(ended));
        run.await();
        return run.id();
    }
}
