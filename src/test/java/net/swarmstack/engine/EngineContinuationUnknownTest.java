package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.engine.EngineProcesses.Process;
import net.swarmstack.engine.RunHandle.Decided;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunEvent.StepDeadlinePassed;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepExecutionId;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.testing.Eventually;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CountDownLatch;

/// Resumed runs of which nobody knows what a lost attempt did that may be done once only.
@Timeout(60)
class EngineContinuationUnknownTest {

    private static final String ONCE =
            """
            steps:
              - {id: pay, agent: any, needs: [], effects: once}
              - {id: b, agent: any, needs: [pay], inputs: {paid: "${steps.pay.outputs}"}}
            """;

    private final EngineProcesses processes = new EngineProcesses();
    private final Process process = processes.next();

    @AfterEach
    void close() {
        processes.close();
    }

    @Test
    void lostAttemptThatMayBeDoneOnceWaitsForAPersonInTheNewRunToo() throws Exception {
        RunId cancelled = cancelledWhileUnknown();

        RunHandle resumed = process.start(resume(cancelled));
        assertThat(resumed.await().status()).isEqualTo(RunStatus.WAITING);
        RunHandle again =
                process.decide(
                        resumed.id(),
                        "pay",
                        new Decided.Succeeded(EngineProcesses.json("{\"sum\":7}")));

        assertThat(again.await().result().map(Json::compact)).contains("{\"paid\":{\"sum\":7}}");
        assertThat(process.runner.steps()).containsExactly("b");
    }

    @Test
    void lostAttemptThatAPersonLetsBeRepeatedKeepsItsKey() throws Exception {
        RunId cancelled = cancelledWhileUnknown();
        RunHandle resumed = process.start(resume(cancelled));
        resumed.await();

        process.decide(resumed.id(), "pay", new Decided.Retry()).await();

        assertThat(process.runner.attempts().getFirst().execution())
                .isEqualTo(StepExecutionId.of(cancelled, new StepId("pay")));
    }

    @Test
    void lostAttemptOfAStepThatTimedOutIsNotRepeatedUnaskedEither() throws InterruptedException {
        String steps = ONCE.replace("effects: once", "effects: once, step_timeout_seconds: 9");
        Process dead = processes.next();
        dead.runner.holding("pay", new CountDownLatch(1));
        RunId run = dead.start(steps).id();
        processes.await(run, "pay", StepStatus.RUNNING);
        dead.timers.runNext();
        Eventually.await(
                "the deadline passed",
                () -> !processes.events(run, StepDeadlinePassed.class).isEmpty());
        assertThat(process.adopt(run).await().error().map(Failure::type))
                .contains(Failure.Type.TIMEOUT);

        RunOutcome outcome = process.start(resume(run)).await();

        assertThat(outcome.status()).isEqualTo(RunStatus.WAITING);
        assertThat(process.runner.attempts()).isEmpty();
    }

    @Test
    void attemptThatAPersonSaidFailedIsTriedAgain() throws Exception {
        RunId run = unknown();
        RunHandle handle = process.decide(run, "pay", new Decided.Failed());
        assertThat(handle.await().status()).isEqualTo(RunStatus.FAILED);

        RunOutcome outcome = process.start(resume(run)).await();

        assertThat(outcome.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(process.runner.steps()).containsExactly("pay", "b");
    }

    /// A run that waits for a person, of a process that is dead.
    private RunId unknown() throws InterruptedException {
        Process dead = processes.next();
        dead.runner.holding("pay", new CountDownLatch(1));
        RunId run = dead.start(ONCE).id();
        processes.await(run, "pay", StepStatus.RUNNING);
        assertThat(process.adopt(run).await().status()).isEqualTo(RunStatus.WAITING);
        return run;
    }

    private RunId cancelledWhileUnknown() throws Exception {
        RunId run = unknown();
        assertThat(process.cancel(run).await().status()).isEqualTo(RunStatus.CANCELLED);
        return run;
    }

    private RunRequest resume(RunId ended) {
        return process.continuation(ended).resume(Json.object());
    }
}
