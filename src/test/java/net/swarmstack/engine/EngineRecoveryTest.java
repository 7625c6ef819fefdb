package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.engine.EngineProcesses.Process;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunEvent.AttemptLost;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunEvent.HandlerFinished;
import net.swarmstack.model.RunEvent.RetryDue;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.model.Timestamps;
import net.swarmstack.testing.Eventually;
import net.swarmstack.testing.ScriptedRunner;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// What a process makes of a run that another left.
@Timeout(60)
class EngineRecoveryTest {

    private static final String CHAIN =
            """
            steps:
              - {id: a, agent: any, inputs: {value: 1}}
              - {id: b, agent: any, inputs: {value: "${steps.a.outputs.value}"}}
            """;

    private static final String RETRIED =
            """
            steps:
              - id: a
                agent: any
                step_timeout_seconds: 60
                retry: {attempts: 3, delay_seconds: 10, jitter: 0}
            """;

    private final EngineProcesses processes = new EngineProcesses();
    private final Process dead = processes.next();
    private final Process alive = processes.next();

    @AfterEach
    void close() {
        processes.close();
    }

    @Test
    void stepThatExecutedIsExecutedAgainWithTheNextNumberAndTheSameKey()
            throws InterruptedException {
        RunId run = left(CHAIN, "b");

        RunOutcome outcome = alive.adopt(run).await();

        assertThat(outcome.result().map(Json::compact)).contains("{\"value\":1}");
        assertThat(alive.runner.steps()).containsExactly("b");
        Attempt before = dead.runner.attempts().getLast();
        Attempt again = alive.runner.attempts().getFirst();
        assertThat(again.number()).isEqualTo(2);
        assertThat(again.execution()).isEqualTo(before.execution());
        assertThat(again.inputs()).isEqualTo(before.inputs());
        assertThat(processes.events(run, AttemptLost.class))
                .containsExactly(new AttemptLost(new StepId("b"), 1));
    }

    @Test
    void sandboxesOfLostAttemptsAreEndedBeforeTheNextAttempt() throws InterruptedException {
        RunId run = left(CHAIN, "b");
        var reapedBefore = new CopyOnWriteArrayList<String>();
        alive.runner.when(
                "b",
                (attempt, stop) -> {
                    reapedBefore.addAll(alive.runner.reaped());
                    return new ScriptedRunner().run(attempt, stop);
                });

        alive.adopt(run).await();

        assertThat(reapedBefore).containsExactly("fake-b-1");
    }

    @Test
    void everyProcessThatDiesCostsAnAttemptUntilThereWereThree() throws InterruptedException {
        RunId run = left(CHAIN, "a");
        for (int attempt = 2; attempt <= 3; attempt++) {
            Process next = processes.next();
            next.runner.hanging("a");
            next.adopt(run);
            awaitAttempt(run, attempt);
        }

        RunOutcome outcome = alive.adopt(run).await();

        assertThat(outcome.error().map(Failure::type)).contains(Failure.Type.SANDBOX_LOST);
        assertThat(alive.runner.attempts()).isEmpty();
        assertThat(alive.runner.reaped()).containsExactly("fake-a-3");
    }

    @Test
    void queuedRunIsExecutedByWhoeverTakesIt() throws InterruptedException {
        RunId run = dead.engine.enqueue(EngineProcesses.request(CHAIN, "{}", "{}"));
        assertThat(processes.history.unowned(10)).containsExactly(run);

        RunOutcome outcome = alive.adopt(run).await();

        assertThat(outcome.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(alive.runner.steps()).containsExactly("a", "b");
        assertThat(processes.history.unowned(10)).isEmpty();
    }

    @Test
    void stepThatStoodInLineStartsWithItsFirstAttempt() throws InterruptedException {
        String steps =
                """
                concurrency: {steps: 1}
                steps:
                  - {id: a, agent: any, needs: []}
                  - {id: b, agent: any, needs: [], inputs: {value: 2}}
                """;
        RunId run = left(steps, "a");

        alive.adopt(run).await();

        assertThat(alive.runner.attempts())
                .extracting(attempt -> attempt.step() + " " + attempt.number())
                .containsExactlyInAnyOrder("a 2", "b 1");
    }

    @Test
    void itemsThatExecutedAreExecutedAgainAndOthersAreNot() throws InterruptedException {
        String steps =
                "steps: [{id: each, agent: any, foreach: [7, 8, 9], concurrency: 2,"
                        + " inputs: {v: '${item}'}}]\n";
        RunId run = left(steps, "each[1]");
        processes.await(run, "each[2]", StepStatus.SUCCEEDED);

        RunOutcome outcome = alive.adopt(run).await();

        assertThat(outcome.result().map(Json::compact)).contains("[{\"v\":7},{\"v\":8},{\"v\":9}]");
        assertThat(alive.runner.steps()).containsExactly("each[1]");
    }

    @Test
    void retryComesWhenTheRestOfItsDelayHasPassed() throws InterruptedException {
        dead.runner.failing("a", Failure.Type.ERROR, "no luck");
        RunId run = dead.start(RETRIED).id();
        processes.await(run, "a", StepStatus.WAITING);
        processes.pass(Duration.ofSeconds(4));

        RunHandle handle = alive.adopt(run);

        assertThat(alive.timers.delays())
                .containsExactly(Duration.ofSeconds(6), Duration.ofSeconds(56));
        alive.timers.runNext();
        assertThat(handle.await().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(alive.runner.attempts()).extracting(Attempt::number).containsExactly(2);
    }

    @Test
    void retryThatIsOverdueComesAtOnce() throws InterruptedException {
        dead.runner.failing("a", Failure.Type.ERROR, "no luck");
        RunId run = dead.start(RETRIED).id();
        processes.await(run, "a", StepStatus.WAITING);
        processes.pass(Duration.ofSeconds(40));

        RunHandle handle = alive.adopt(run);

        assertThat(alive.timers.delays()).first().isEqualTo(Duration.ZERO);
        alive.timers.runNext();
        handle.await();
        assertThat(processes.events(run, RetryDue.class)).hasSize(1);
    }

    @Test
    void deadlinesOfStepAndRunCountFromTheFirstStart() throws InterruptedException {
        alive.runner.hanging("a");
        RunId run = left("timeout_seconds: 100\n" + RETRIED, "a");
        processes.pass(Duration.ofSeconds(45));

        RunHandle handle = alive.adopt(run);
        Eventually.await("it executes", () -> alive.runner.steps().contains("a"));

        assertThat(alive.timers.delays())
                .containsExactly(Duration.ofSeconds(15), Duration.ofSeconds(55));
        assertThat(alive.runner.attempts().getFirst().deadline())
                .isEqualTo(EngineProcesses.START.plusSeconds(60));
        alive.timers.runNext();
        assertThat(handle.await().error().map(Failure::type)).contains(Failure.Type.TIMEOUT);
    }

    @Test
    void runThatWasCancelledEndsThoughItsProcessDidNotSeeToIt() throws Exception {
        dead.runner.holding("a", new CountDownLatch(1));
        RunHandle left = dead.start(CHAIN);
        awaitAttempt(left.id(), 1);
        left.cancel().toCompletableFuture().get();

        RunOutcome outcome = alive.adopt(left.id()).await();

        assertThat(outcome.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(alive.runner.attempts()).isEmpty();
    }

    @Test
    void expressionsReadTheSameMomentOfTheStartAsBefore() throws InterruptedException {
        String steps =
                """
                steps:
                  - {id: a, agent: any, inputs: {at: "${run.started_at}"}}
                  - {id: b, agent: any, inputs: {at: "${run.started_at}"}}
                  - {id: c, agent: any, inputs: {at: "${run.started_at}"}}
                outputs: {last: "${steps.c.outputs}"}
                """;
        processes.passAtEachLook(Duration.ofSeconds(9));
        RunId run = left(steps, "b");

        RunOutcome outcome = alive.adopt(run).await();

        Instant start = processes.history.events(run).getFirst().at();
        String at = "{\"at\":\"" + Timestamps.format(start) + "\"}";
        assertThat(dead.runner.attempts())
                .extracting(attempt -> Json.compact(attempt.inputs()))
                .containsOnly(at);
        assertThat(outcome.result().map(Json::compact)).contains("{\"last\":" + at + "}");
    }

    @Test
    void handlersThatHadNotEndedRunAndOthersDoNotRunAgain() throws InterruptedException {
        String steps =
                """
                steps: [{id: a, agent: any}]
                on_success:
                  - notify: {type: log, message: first}
                  - step: {id: tell, agent: any}
                finally:
                  - notify: {type: log, message: last}
                """;
        RunId run = left(steps, "tell");

        RunOutcome outcome = alive.adopt(run).await();

        assertThat(outcome.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(dead.notified).containsExactly("first");
        assertThat(alive.runner.steps()).containsExactly("tell");
        assertThat(alive.notified).containsExactly("last");
        assertThat(processes.events(run, HandlerFinished.class)).hasSize(2);
    }

    /// A run whose process dies while an attempt of the step executes.
    private RunId left(String steps, String step) {
        dead.runner.holding(step, new CountDownLatch(1));
        RunId run = dead.start(steps).id();
        processes.await(run, step, StepStatus.RUNNING);
        Eventually.await("it executes", () -> dead.runner.steps().contains(step));
        return run;
    }

    private void awaitAttempt(RunId run, int number) {
        Eventually.await(
                "attempt " + number,
                () ->
                        processes.events(run, AttemptStarted.class).stream()
                                .anyMatch(started -> started.attempt() == number));
    }
}
