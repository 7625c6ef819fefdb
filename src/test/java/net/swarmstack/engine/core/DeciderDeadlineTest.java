package net.swarmstack.engine.core;

import static net.swarmstack.engine.core.DecidedRun.accepted;
import static net.swarmstack.engine.core.DecidedRun.failed;
import static net.swarmstack.engine.core.DecidedRun.id;
import static net.swarmstack.engine.core.DecidedRun.payload;
import static net.swarmstack.engine.core.DecidedRun.resolved;
import static net.swarmstack.engine.core.DecidedRun.started;
import static net.swarmstack.engine.core.DecidedRun.succeeded;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Failure;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.CancelRequested;
import net.swarmstack.model.RunEvent.OutputsResolved;
import net.swarmstack.model.RunEvent.Result;
import net.swarmstack.model.RunEvent.RetryDue;
import net.swarmstack.model.RunEvent.RunDeadlinePassed;
import net.swarmstack.model.RunEvent.RunFinished;
import net.swarmstack.model.RunEvent.StepDeadlinePassed;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepStatus;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

class DeciderDeadlineTest {

    private static final String STEP =
            """
            steps:
              - {id: a, agent: any, step_timeout_seconds: 5, retry: {attempts: 3}}
              - {id: b, agent: any}
            """;

    private static final String RUN =
            """
            timeout_seconds: 60
            steps:
              - {id: a, agent: any, needs: [], retry: {attempts: 3}}
              - {id: b, agent: any, needs: []}
              - {id: c, agent: any, needs: [b]}
            """;

    private static final Failure STOPPED = new Failure(Failure.Type.CANCELLED, "stopped");
    private static final Failure STEP_TIMEOUT =
            new Failure(Failure.Type.TIMEOUT, "stopped at the step's step_timeout_seconds of 5 s");

    @Test
    void deadlineOfAStepRunsFromItsFirstAttemptOn() {
        var run = new DecidedRun(STEP);
        run.apply(accepted(), resolved("a"));
        assertThat(run.commands()).noneMatch(Command.SetTimer.class::isInstance);

        run.apply(started("a"));

        assertThat(run.commands())
                .containsExactly(new Command.SetTimer(passed("a"), Duration.ofSeconds(5)));
    }

    @Test
    void deadlineOfAStepIsNotSetAgainForItsNextAttempt() {
        var run = new DecidedRun(STEP);
        run.apply(accepted(), resolved("a"), started("a"), failed("a", Failure.Type.ERROR));

        run.apply(new RetryDue(id("a"), 2), started("a", 2));

        assertThat(run.commands()).isEmpty();
    }

    @Test
    void stepPastItsDeadlineWhileItExecutesIsStoppedAndTimesOut() {
        var run = new DecidedRun(STEP);
        run.apply(accepted(), resolved("a"), started("a"));

        run.apply(passed("a"));
        assertThat(run.commands()).containsExactly(new Command.StopAttempt(id("a"), 1));
        assertThat(run.status("a")).isEqualTo(StepStatus.RUNNING);
        run.apply(failed("a", 1, STOPPED));

        assertTimedOut(run);
    }

    @Test
    void stepPastItsDeadlineIsNotTriedAgainThoughItsAttemptFailedByItself() {
        var run = new DecidedRun(STEP);
        run.apply(accepted(), resolved("a"), started("a"), passed("a"));

        run.apply(failed("a", Failure.Type.ERROR));

        assertTimedOut(run);
    }

    @Test
    void attemptThatSucceedsBeforeItCouldBeStoppedSucceeds() {
        var run = new DecidedRun(STEP);
        run.apply(accepted(), resolved("a"), started("a"), passed("a"));

        run.apply(succeeded("a"));

        assertThat(run.status("a")).isEqualTo(StepStatus.SUCCEEDED);
    }

    @Test
    void stepPastItsDeadlineWhileItWaitsTimesOutAtOnce() {
        var run = new DecidedRun(STEP);
        run.apply(accepted(), resolved("a"), started("a"), failed("a", Failure.Type.ERROR));

        run.apply(passed("a"));

        assertThat(run.commands()).first().isEqualTo(cancelled(new RetryDue(id("a"), 2)));
        assertTimedOut(run);
    }

    @Test
    void stepPastItsDeadlineInLineTimesOutAtOnceAndDoesNotStart() {
        var run = new DecidedRun(STEP);
        run.apply(accepted(), resolved("a"), started("a"), failed("a", Failure.Type.ERROR));
        run.apply(new RetryDue(id("a"), 2));

        run.apply(passed("a"));
        assertTimedOut(run);
        run.apply(started("a", 2));

        assertThat(run.state().step(id("a")).attempt()).isEqualTo(1);
    }

    @Test
    void stepPastItsDeadlineWithContinueOnErrorLeavesTheRunWell() {
        var run =
                new DecidedRun(
                        """
                        steps:
                          - id: a
                            agent: any
                            step_timeout_seconds: 5
                            continue_on_error: true
                          - {id: b, agent: any}
                        """);
        run.apply(accepted(), resolved("a"), started("a"), passed("a"));

        run.apply(failed("a", 1, STOPPED));

        assertThat(run.status("a")).isEqualTo(StepStatus.TIMED_OUT);
        assertThat(run.commands())
                .containsExactly(cancelled(passed("a")), new Command.Resolve(id("b")));
    }

    @Test
    void stepThatEndsTakesItsDeadlineBack() {
        var run = new DecidedRun(STEP);
        run.apply(accepted(), resolved("a"), started("a"));

        run.apply(succeeded("a"));

        assertThat(run.commands())
                .containsExactly(cancelled(passed("a")), new Command.Resolve(id("b")));
    }

    @Test
    void acceptedRunSetsItsDeadline() {
        var run = new DecidedRun(RUN);

        run.apply(accepted());

        assertThat(run.commands())
                .first()
                .isEqualTo(new Command.SetTimer(new RunDeadlinePassed(), Duration.ofSeconds(60)));
    }

    @Test
    void runPastItsDeadlineCancelsWhatIsOpenAndStopsWhatExecutes() {
        var run = new DecidedRun(RUN);
        run.apply(accepted(), resolved("a"), started("a"), failed("a", Failure.Type.ERROR));
        run.apply(resolved("b"), started("b"));

        run.apply(new RunDeadlinePassed());
        assertThat(run.commands())
                .containsExactly(
                        cancelled(new RetryDue(id("a"), 2)), new Command.StopAttempt(id("b"), 1));
        run.apply(failed("b", 1, STOPPED));

        assertThat(run.statuses())
                .containsExactly(StepStatus.CANCELLED, StepStatus.CANCELLED, StepStatus.CANCELLED);
    }

    @Test
    void runPastItsDeadlineIsTimedOutWithoutAStepToBlame() {
        var run = new DecidedRun(RUN);
        run.apply(accepted(), resolved("a"), resolved("b"));

        run.apply(new RunDeadlinePassed());

        assertThat(run.commands())
                .containsExactly(
                        new Command.FinishRun(
                                RunStatus.TIMED_OUT,
                                Optional.of(
                                        new Failure(
                                                Failure.Type.TIMEOUT,
                                                "stopped at the workflow's timeout_seconds of 60 s")),
                                Optional.empty()));
    }

    @Test
    void runThatFailsWhenItsDeadlinePassesIsTimedOut() {
        var run = new DecidedRun(RUN);
        run.apply(accepted(), resolved("a"), started("a"), resolved("b"), started("b"));
        run.apply(failed("b", Failure.Type.ERROR));

        run.apply(new RunDeadlinePassed(), failed("a", 1, STOPPED));

        assertThat(run.commands())
                .singleElement()
                .isInstanceOfSatisfying(
                        Command.FinishRun.class,
                        finish -> assertThat(finish.status()).isEqualTo(RunStatus.TIMED_OUT));
    }

    @Test
    void runThatIsBeingCancelledIsNotTimedOut() {
        var run = new DecidedRun(RUN);
        run.apply(accepted(), resolved("a"), started("a"), new CancelRequested());
        RunState before = run.state();

        run.apply(new RunDeadlinePassed());

        assertThat(run.state()).isSameAs(before);
    }

    @Test
    void deadlineOfAStepChangesNothingInARunThatIsBeingCancelled() {
        var run = new DecidedRun(STEP);
        run.apply(accepted(), resolved("a"), started("a"), new CancelRequested());
        run.apply(passed("a"));

        run.apply(failed("a", 1, STOPPED));

        assertThat(run.status("a")).isEqualTo(StepStatus.CANCELLED);
    }

    @Test
    void cancelledRunCancelsAStepThatIsPastItsDeadline() {
        var run = new DecidedRun(STEP);
        run.apply(accepted(), resolved("a"), started("a"), passed("a"), new CancelRequested());

        run.apply(failed("a", 1, STOPPED));

        assertThat(run.status("a")).isEqualTo(StepStatus.CANCELLED);
        assertThat(run.commands())
                .last()
                .isEqualTo(
                        new Command.FinishRun(
                                RunStatus.CANCELLED, Optional.empty(), Optional.empty()));
    }

    @Test
    void runWithItsResultIsNotTimedOut() {
        var run = new DecidedRun(RUN);
        run.apply(accepted(), resolved("a"), started("a"), succeeded("a"));
        run.apply(resolved("b"), started("b"), succeeded("b"));
        run.apply(resolved("c"), started("c"), succeeded("c"));
        run.apply(new OutputsResolved(new Result.Value(payload())));
        RunState before = run.state();

        run.apply(new RunDeadlinePassed());

        assertThat(run.state()).isSameAs(before);
    }

    @Test
    void finishedRunTakesItsDeadlineBack() {
        var run = new DecidedRun(RUN);
        run.apply(accepted(), resolved("a"), resolved("b"), new CancelRequested());

        run.apply(new RunFinished(RunStatus.CANCELLED, Optional.empty(), Optional.empty()));

        assertThat(run.commands()).containsExactly(cancelled(new RunDeadlinePassed()));
    }

    private static void assertTimedOut(DecidedRun run) {
        assertThat(run.statuses()).containsExactly(StepStatus.TIMED_OUT, StepStatus.SKIPPED);
        assertThat(run.state().step(id("a")).failure()).contains(STEP_TIMEOUT);
        assertThat(run.commands())
                .endsWith(
                        cancelled(passed("a")),
                        new Command.FinishRun(
                                RunStatus.FAILED, Optional.of(STEP_TIMEOUT), Optional.of(id("a"))));
    }

    private static RunEvent passed(String step) {
        return new StepDeadlinePassed(id(step));
    }

    private static Command cancelled(RunEvent timed) {
        return new Command.CancelTimer(timed);
    }
}
