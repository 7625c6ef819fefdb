package net.swarmstack.engine.core;

import static net.swarmstack.engine.core.DecidedRun.accepted;
import static net.swarmstack.engine.core.DecidedRun.failed;
import static net.swarmstack.engine.core.DecidedRun.id;
import static net.swarmstack.engine.core.DecidedRun.payload;
import static net.swarmstack.engine.core.DecidedRun.resolved;
import static net.swarmstack.engine.core.DecidedRun.started;
import static net.swarmstack.engine.core.DecidedRun.stats;
import static net.swarmstack.engine.core.DecidedRun.succeeded;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Failure;
import net.swarmstack.model.RunEvent.AttemptFailed;
import net.swarmstack.model.RunEvent.AttemptSucceeded;
import net.swarmstack.model.RunEvent.CancelRequested;
import net.swarmstack.model.RunEvent.RetryDue;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepStatus;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

class DeciderRetryTest {

    private static final String RETRIED =
            """
            steps:
              - id: a
                agent: any
                timeout_seconds: 7
                retry: {attempts: 3, delay_seconds: 2, backoff: 3, jitter: 0.5}
              - {id: b, agent: any}
            """;

    /// Steps `a` and `b` are independent, and each has another behind it.
    private static final String BRANCHES =
            """
            steps:
              - {id: a, agent: any, needs: [], retry: {attempts: 3}}
              - {id: b, agent: any, needs: []}
              - {id: c, agent: any, needs: [a]}
              - {id: d, agent: any, needs: [b]}
            """;

    @Test
    void attemptThatFailsIsFollowedByAnotherOnceItsDelayHasPassed() {
        var run = new DecidedRun(RETRIED);
        run.apply(accepted(), resolved("a"), started("a"));

        run.apply(failed("a", Failure.Type.ERROR));

        assertThat(run.status("a")).isEqualTo(StepStatus.WAITING);
        assertThat(run.commands())
                .containsExactly(
                        new Command.SetTimer(new RetryDue(id("a"), 2), Duration.ofSeconds(2)));
    }

    @Test
    void delayGrowsFromAttemptToAttemptAndIsSpreadByItsJitter() {
        var run = new DecidedRun(RETRIED);
        run.apply(accepted(), resolved("a"), started("a"), failed("a", Failure.Type.ERROR));
        run.apply(new RetryDue(id("a"), 2), started("a", 2));

        run.apply(new AttemptFailed(id("a"), 2, error(), stats(), 0));

        assertThat(run.commands())
                .containsExactly(
                        new Command.SetTimer(new RetryDue(id("a"), 3), Duration.ofSeconds(3)));
    }

    @Test
    void stepWhoseWaitIsOverStandsInLineWithTheInputsItHad() {
        var run = new DecidedRun(RETRIED);
        run.apply(accepted(), resolved("a"), started("a"), failed("a", Failure.Type.ERROR));

        run.apply(new RetryDue(id("a"), 2));

        assertThat(run.status("a")).isEqualTo(StepStatus.PENDING);
        assertThat(run.state().step(id("a")).inputs()).contains(payload());
        assertThat(run.commands())
                .containsExactly(new Command.StartAttempt(id("a"), 2, Duration.ofSeconds(7)));
    }

    @Test
    void stepThatSucceedsAtLastHasNoFailureAndCountsItsAttempts() {
        var run = new DecidedRun(RETRIED);
        run.apply(accepted(), resolved("a"), started("a"), failed("a", Failure.Type.ERROR));
        run.apply(new RetryDue(id("a"), 2), started("a", 2));

        run.apply(new AttemptSucceeded(id("a"), 2, payload(), stats()));

        StepState step = run.state().step(id("a"));
        assertThat(step.status()).isEqualTo(StepStatus.SUCCEEDED);
        assertThat(step.attempt()).isEqualTo(2);
        assertThat(step.failure()).isEmpty();
        assertThat(run.commands()).containsExactly(new Command.Resolve(id("b")));
    }

    @Test
    void lastAttemptThatFailsFailsTheStepWithItsOwnFailure() {
        var last = new Failure(Failure.Type.OOM, "killed at 128 MB");
        var run = new DecidedRun(RETRIED);
        run.apply(accepted(), resolved("a"), started("a"), failed("a", Failure.Type.ERROR));
        run.apply(new RetryDue(id("a"), 2), started("a", 2), failed("a", 2, error()));

        run.apply(new RetryDue(id("a"), 3), started("a", 3), failed("a", 3, last));

        assertThat(run.statuses()).containsExactly(StepStatus.FAILED, StepStatus.SKIPPED);
        assertThat(run.state().step(id("a")).failure()).contains(last);
        assertThat(run.state().error()).contains(last);
    }

    @Test
    void failureThatRetryDoesNotNameIsNotTriedAgain() {
        var run =
                new DecidedRun("steps: [{id: a, agent: any, retry: {attempts: 3, on: [timeout]}}]");
        run.apply(accepted(), resolved("a"), started("a"));

        run.apply(failed("a", Failure.Type.ERROR));

        assertThat(run.status("a")).isEqualTo(StepStatus.FAILED);
    }

    @Test
    void timeoutOfAnAttemptIsTriedAgain() {
        var run =
                new DecidedRun("steps: [{id: a, agent: any, retry: {attempts: 3, on: [timeout]}}]");
        run.apply(accepted(), resolved("a"), started("a"));

        run.apply(failed("a", Failure.Type.TIMEOUT));

        assertThat(run.status("a")).isEqualTo(StepStatus.WAITING);
    }

    @Test
    void failureThatTheAgentCallsFinalIsNotTriedAgain() {
        var run = new DecidedRun(RETRIED);
        run.apply(accepted(), resolved("a"), started("a"));

        run.apply(failed("a", 1, new Failure(Failure.Type.ERROR, "no such user", false)));

        assertThat(run.status("a")).isEqualTo(StepStatus.FAILED);
    }

    @Test
    void failureOfATypeThatIsNeverRetriedIsNotTriedAgain() {
        var run = new DecidedRun(RETRIED);
        run.apply(accepted(), resolved("a"), started("a"));

        run.apply(failed("a", Failure.Type.OUTPUT_TOO_LARGE));

        assertThat(run.status("a")).isEqualTo(StepStatus.FAILED);
    }

    @Test
    void waitingStepIsCancelledWithItsTimerWhenTheRunFails() {
        var run = new DecidedRun(BRANCHES);
        run.apply(accepted(), resolved("a"), started("a"), resolved("b"), started("b"));
        run.apply(failed("a", Failure.Type.TIMEOUT));

        run.apply(failed("b", Failure.Type.ERROR));

        assertThat(run.statuses())
                .containsExactly(
                        StepStatus.CANCELLED,
                        StepStatus.FAILED,
                        StepStatus.CANCELLED,
                        StepStatus.SKIPPED);
        assertThat(run.state().step(id("a")).failure())
                .contains(new Failure(Failure.Type.TIMEOUT, "why"));
        assertThat(run.commands())
                .containsExactly(
                        new Command.CancelTimer(new RetryDue(id("a"), 2)),
                        new Command.FinishRun(
                                RunStatus.FAILED, Optional.of(error()), Optional.of(id("b"))));
    }

    @Test
    void stepInLineForItsNextAttemptIsCancelledWhenTheRunFails() {
        var run = new DecidedRun(BRANCHES);
        run.apply(accepted(), resolved("a"), started("a"), resolved("b"), started("b"));
        run.apply(failed("a", Failure.Type.ERROR), new RetryDue(id("a"), 2));

        run.apply(failed("b", Failure.Type.ERROR), started("a", 2));

        assertThat(run.status("a")).isEqualTo(StepStatus.CANCELLED);
        assertThat(run.state().step(id("a")).attempt()).isEqualTo(1);
    }

    @Test
    void attemptThatFailsOnceTheRunDoesIsNotTriedAgainThoughAttemptsAreLeft() {
        var run = new DecidedRun(BRANCHES);
        run.apply(accepted(), resolved("a"), started("a"), resolved("b"), started("b"));
        run.apply(failed("b", Failure.Type.ERROR));

        run.apply(failed("a", Failure.Type.TIMEOUT));

        assertThat(run.status("a")).isEqualTo(StepStatus.CANCELLED);
        assertThat(run.status("c")).isEqualTo(StepStatus.CANCELLED);
        assertThat(run.state().errorStep()).contains(id("b"));
    }

    @Test
    void lastAttemptThatFailsOnceTheRunDoesFailsItsStepAndSkipsItsDependents() {
        var run = new DecidedRun(BRANCHES);
        run.apply(accepted(), resolved("a"), started("a"), resolved("b"), started("b"));
        run.apply(failed("b", Failure.Type.ERROR));

        run.apply(failed("a", 1, new Failure(Failure.Type.ERROR, "final", false)));

        assertThat(run.status("a")).isEqualTo(StepStatus.FAILED);
        assertThat(run.status("c")).isEqualTo(StepStatus.SKIPPED);
        assertThat(run.state().errorStep()).contains(id("b"));
    }

    @Test
    void cancelledRunEndsWhileAStepWaits() {
        var run = new DecidedRun(RETRIED);
        run.apply(accepted(), resolved("a"), started("a"), failed("a", Failure.Type.ERROR));

        run.apply(new CancelRequested());

        assertThat(run.statuses()).containsExactly(StepStatus.CANCELLED, StepStatus.CANCELLED);
        assertThat(run.commands())
                .first()
                .isEqualTo(new Command.CancelTimer(new RetryDue(id("a"), 2)));
        assertThat(run.state().open()).isZero();
    }

    @Test
    void attemptThatFailsOnceTheRunIsCancelledIsNotTriedAgain() {
        var run = new DecidedRun(RETRIED);
        run.apply(accepted(), resolved("a"), started("a"), new CancelRequested());

        run.apply(failed("a", Failure.Type.ERROR));

        assertThat(run.status("a")).isEqualTo(StepStatus.CANCELLED);
        assertThat(run.commands()).hasSize(1).first().isInstanceOf(Command.FinishRun.class);
    }

    @Test
    void attemptThatSucceedsThoughItsRunWasCancelledKeepsItsOutputs() {
        var run = new DecidedRun(RETRIED);
        run.apply(accepted(), resolved("a"), started("a"), new CancelRequested());

        run.apply(succeeded("a"));

        assertThat(run.statuses()).isEqualTo(List.of(StepStatus.SUCCEEDED, StepStatus.CANCELLED));
        assertThat(run.state().step(id("a")).outputs()).contains(payload());
    }

    private static Failure error() {
        return new Failure(Failure.Type.ERROR, "why");
    }
}
