package net.swarmstack.engine.core;

import static net.swarmstack.engine.core.DecidedRun.accepted;
import static net.swarmstack.engine.core.DecidedRun.failed;
import static net.swarmstack.engine.core.DecidedRun.id;
import static net.swarmstack.engine.core.DecidedRun.left;
import static net.swarmstack.engine.core.DecidedRun.lost;
import static net.swarmstack.engine.core.DecidedRun.payload;
import static net.swarmstack.engine.core.DecidedRun.resolved;
import static net.swarmstack.engine.core.DecidedRun.started;
import static net.swarmstack.engine.core.DecidedRun.succeeded;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Failure;
import net.swarmstack.model.RunEvent.CancelRequested;
import net.swarmstack.model.RunEvent.HandlerFinished;
import net.swarmstack.model.RunEvent.RetryDue;
import net.swarmstack.model.RunEvent.RunDeadlinePassed;
import net.swarmstack.model.RunEvent.RunFinished;
import net.swarmstack.model.RunEvent.StepDeadlinePassed;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepStatus;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

class LostAttemptsTest {

    private static final String PLAIN =
            """
            steps:
              - {id: a, agent: any, timeout_seconds: 7}
              - {id: b, agent: any}
            """;

    private static final String RETRIED =
            """
            steps:
              - id: a
                agent: any
                retry: {attempts: 2, delay_seconds: 2, backoff: 3, jitter: 0}
            """;

    private static final String BRANCHES =
            """
            steps:
              - {id: a, agent: any, needs: []}
              - {id: b, agent: any, needs: []}
              - {id: c, agent: any, needs: [a]}
            """;

    private static final String DEADLINE =
            "steps: [{id: a, agent: any, step_timeout_seconds: 9}, {id: b, agent: any}]\n";

    private static final String HANDLED =
            """
            steps: [{id: a, agent: any}]
            finally:
              - step: {id: tell, agent: any}
              - notify: {type: log, message: done}
            """;

    @Test
    void stepIsInLineForTheNextAttemptAtOnceWithTheInputsItHad() {
        var run = executing(PLAIN, "a");

        run.apply(lost("a", 1));

        assertThat(run.status("a")).isEqualTo(StepStatus.PENDING);
        assertThat(run.state().step(id("a")).inputs()).contains(payload());
        assertThat(run.commands())
                .containsExactly(new Command.StartAttempt(id("a"), 2, Duration.ofSeconds(7)));
    }

    @Test
    void reasonStandsWithTheStepUntilAnAttemptSucceeds() {
        var run = executing(PLAIN, "a");

        run.apply(lost("a", 1));
        Optional<Failure> afterLoss = run.state().step(id("a")).failure();
        run.apply(started("a", 2), succeeded("a", 2));

        assertThat(afterLoss.map(Failure::toString))
                .contains(
                        "sandbox_lost: the process that executed attempt 1 ended before the"
                                + " attempt did");
        assertThat(run.state().step(id("a")).failure()).isEmpty();
    }

    @Test
    void threeLostAttemptsFailTheStepThoughTheyDoNotFollowEachOther() {
        var run = new DecidedRun(RETRIED);
        run.apply(accepted(), resolved("a"), started("a"), lost("a", 1), started("a", 2));
        run.apply(failed("a", 2, error()), new RetryDue(id("a"), 3), started("a", 3));
        run.apply(lost("a", 3), started("a", 4));

        run.apply(lost("a", 4));

        assertThat(run.status("a")).isEqualTo(StepStatus.FAILED);
        assertThat(run.state().error().map(Failure::type)).contains(Failure.Type.SANDBOX_LOST);
        assertThat(run.state().errorStep()).contains(id("a"));
    }

    @Test
    void threeLostAttemptsFailTheStepThoughItMayBeTriedMoreOften() {
        var run = executing("steps: [{id: a, agent: any, retry: {attempts: 9}}]\n", "a");

        run.apply(lost("a", 1), started("a", 2), lost("a", 2), started("a", 3), lost("a", 3));

        assertThat(run.status("a")).isEqualTo(StepStatus.FAILED);
    }

    @Test
    void attemptsThatWereLeftOnPurposeFailNoStepHoweverMany() {
        var run = executing("steps: [{id: a, agent: any}]\n", "a");
        for (int attempt = 1; attempt <= 5; attempt++) {
            run.apply(left("a", attempt), lost("a", attempt), started("a", attempt + 1));
        }
        run.apply(lost("a", 6), started("a", 7), lost("a", 7), started("a", 8));
        StepStatus afterTwoDeaths = run.status("a");

        run.apply(lost("a", 8));

        assertThat(afterTwoDeaths).isEqualTo(StepStatus.RUNNING);
        assertThat(run.status("a")).isEqualTo(StepStatus.FAILED);
    }

    @Test
    void attemptThatMayBeDoneOnceIsAskedAboutAlsoWhereItWasLeft() {
        var run = executing("steps: [{id: a, agent: any, effects: once}]\n", "a");

        run.apply(left("a", 1), lost("a", 1));

        assertThat(run.state().step(id("a")).isOutcomeUnknown()).isTrue();
    }

    @Test
    void lostAttemptIsNotCountedAmongThoseTheStepMayHave() {
        var run = executing(RETRIED, "a");
        run.apply(lost("a", 1), started("a", 2), lost("a", 2), started("a", 3));

        run.apply(failed("a", 3, error()));
        StepStatus afterOne = run.status("a");
        run.apply(new RetryDue(id("a"), 4), started("a", 4), failed("a", 4, error()));

        assertThat(afterOne).isEqualTo(StepStatus.WAITING);
        assertThat(run.status("a")).isEqualTo(StepStatus.FAILED);
    }

    @Test
    void lostAttemptMakesNoDelayLonger() {
        var run = executing(RETRIED, "a");
        run.apply(lost("a", 1), started("a", 2));

        run.apply(failed("a", 2, error()));

        assertThat(run.commands())
                .containsExactly(
                        new Command.SetTimer(new RetryDue(id("a"), 3), Duration.ofSeconds(2)));
    }

    @Test
    void cancelledRunEndsWithItsLostAttempt() {
        var run = executing(PLAIN, "a");
        run.apply(new CancelRequested());

        run.apply(lost("a", 1));

        assertThat(run.statuses()).containsExactly(StepStatus.CANCELLED, StepStatus.CANCELLED);
        assertThat(run.commands())
                .containsExactly(
                        new Command.FinishRun(
                                RunStatus.CANCELLED, Optional.empty(), Optional.empty()));
    }

    @Test
    void runWhoseDeadlinePassedEndsWithItsLostAttempt() {
        var run = executing("timeout_seconds: 5\n" + PLAIN, "a");
        run.apply(new RunDeadlinePassed());

        run.apply(lost("a", 1));

        assertThat(run.status("a")).isEqualTo(StepStatus.CANCELLED);
        assertThat(run.commands())
                .singleElement()
                .isInstanceOfSatisfying(
                        Command.FinishRun.class,
                        end -> assertThat(end.status()).isEqualTo(RunStatus.TIMED_OUT));
    }

    @Test
    void stepWhoseDeadlinePassedEndsWithItsLostAttempt() {
        var run = executing(DEADLINE, "a");
        run.apply(new StepDeadlinePassed(id("a")));

        run.apply(lost("a", 1));

        assertThat(run.statuses()).containsExactly(StepStatus.TIMED_OUT, StepStatus.SKIPPED);
        assertThat(run.state().error().map(Failure::type)).contains(Failure.Type.TIMEOUT);
    }

    @Test
    void deadlineOfAStepRunsOnThroughItsLostAttempts() {
        var run = executing(DEADLINE, "a");

        run.apply(lost("a", 1), started("a", 2));

        assertThat(run.commands()).isEmpty();
        run.apply(new StepDeadlinePassed(id("a")));
        assertThat(run.commands()).containsExactly(new Command.StopAttempt(id("a"), 2));
    }

    @Test
    void stepInLineAfterALossTimesOutAtItsDeadline() {
        var run = executing(DEADLINE, "a");
        run.apply(lost("a", 1));

        run.apply(new StepDeadlinePassed(id("a")));

        assertThat(run.status("a")).isEqualTo(StepStatus.TIMED_OUT);
    }

    @Test
    void stepIsCancelledWhereTheRunHasFailedMeanwhile() {
        var run = executing(BRANCHES, "a", "b");
        run.apply(failed("b", Failure.Type.ERROR));

        run.apply(lost("a", 1));

        assertThat(run.statuses())
                .containsExactly(StepStatus.CANCELLED, StepStatus.FAILED, StepStatus.CANCELLED);
        assertThat(run.state().errorStep()).contains(id("b"));
    }

    @Test
    void stepIsTriedAgainInARunThatGoesOnAfterAFailure() {
        var run = executing("fail_fast: false\n" + BRANCHES, "a", "b");
        run.apply(failed("b", Failure.Type.ERROR));

        run.apply(lost("a", 1));

        assertThat(run.status("a")).isEqualTo(StepStatus.PENDING);
    }

    @Test
    void lossOfAnAttemptThatDoesNotExecuteChangesNothing() {
        var run = executing(PLAIN, "a");
        RunState before = run.state();

        run.apply(lost("a", 2));
        assertThat(run.state()).isEqualTo(before);

        run.apply(succeeded("a"));
        RunState after = run.state();
        run.apply(lost("a", 1));
        assertThat(run.state()).isEqualTo(after);
    }

    @Test
    void resultThatComesAfterTheLossChangesNothing() {
        var run = executing(PLAIN, "a");
        run.apply(lost("a", 1));
        RunState before = run.state();

        run.apply(succeeded("a"), failed("a", Failure.Type.ERROR));

        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void stepOfAHandlerIsTriedAgain() {
        var run = handled();

        run.apply(lost("tell", 1));

        assertThat(run.commands())
                .singleElement()
                .isInstanceOfSatisfying(
                        Command.StartAttempt.class,
                        next -> assertThat(next.attempt()).isEqualTo(2));
    }

    @Test
    void stepOfAHandlerThatIsLostThreeTimesFailsAndTheNextHandlerRuns() {
        var run = handled();

        run.apply(lost("tell", 1), started("tell", 2), lost("tell", 2));
        run.apply(started("tell", 3), lost("tell", 3));

        assertThat(run.status("tell")).isEqualTo(StepStatus.FAILED);
        assertThat(run.handlersAskedFor()).containsExactly("finally[1]");
        assertThat(run.state().status()).isEqualTo(RunStatus.SUCCEEDED);
        run.apply(new HandlerFinished("finally[1]", Optional.empty()));
        assertThat(run.state().over()).isTrue();
    }

    private static DecidedRun executing(String steps, String... which) {
        var run = new DecidedRun(steps);
        run.apply(accepted());
        for (String step : which) {
            run.apply(resolved(step), started(step));
        }
        return run;
    }

    private static DecidedRun handled() {
        var run = executing(HANDLED, "a");
        run.apply(succeeded("a"));
        run.apply(new RunFinished(RunStatus.SUCCEEDED, Optional.empty(), Optional.empty()));
        run.apply(resolved("tell"), started("tell"));
        return run;
    }

    private static Failure error() {
        return new Failure(Failure.Type.ERROR, "why");
    }
}
