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
import net.swarmstack.model.RunEvent.HandlerFinished;
import net.swarmstack.model.RunEvent.OutputsResolved;
import net.swarmstack.model.RunEvent.Resolution;
import net.swarmstack.model.RunEvent.Resolved;
import net.swarmstack.model.RunEvent.Result;
import net.swarmstack.model.RunEvent.RunFinished;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepStatus;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

class DeciderTest {

    private static final String CHAIN =
            """
            steps:
              - {id: a, agent: any}
              - {id: b, agent: any}
            """;

    private static final String BRANCHES =
            """
            steps:
              - {id: a, agent: any, needs: []}
              - {id: b, agent: any, needs: []}
              - {id: c, agent: any, needs: [a]}
              - {id: d, agent: any, needs: [b]}
            """;

    @Test
    void acceptedRunResolvesTheStepsThatNeedNothing() {
        var run = new DecidedRun(BRANCHES);

        run.apply(accepted());

        assertThat(run.commands()).containsExactly(resolve("a"), resolve("b"));
    }

    @Test
    void stepIsResolvedWhenTheLastOfItsNeedsHasSucceeded() {
        var run =
                new DecidedRun(
                        """
                        steps:
                          - {id: a, agent: any, needs: []}
                          - {id: b, agent: any, needs: []}
                          - {id: c, agent: any, needs: [a, b]}
                        """);
        run.apply(accepted(), resolved("a"), started("a"), resolved("b"), started("b"));

        run.apply(succeeded("a"));
        assertThat(run.commands()).isEmpty();
        run.apply(succeeded("b"));

        assertThat(run.commands()).containsExactly(resolve("c"));
    }

    @Test
    void resolvedStepAsksForItsFirstAttemptWithItsTimeout() {
        var run = new DecidedRun("steps:\n  - {id: a, agent: any, timeout_seconds: 7}\n");
        run.apply(accepted());

        run.apply(resolved("a"));

        assertThat(run.commands())
                .containsExactly(new Command.StartAttempt(id("a"), 1, Duration.ofSeconds(7)));
    }

    @Test
    void lastStepEndedAsksForTheOutputsThenForTheEnd() {
        var run = new DecidedRun("steps:\n  - {id: a, agent: any}\n");
        run.apply(accepted(), resolved("a"), started("a"));

        run.apply(succeeded("a"));
        assertThat(run.commands()).containsExactly(new Command.ResolveOutputs());
        run.apply(new OutputsResolved(new Result.Value(payload())));

        assertThat(run.commands())
                .containsExactly(
                        new Command.FinishRun(
                                RunStatus.SUCCEEDED, Optional.empty(), Optional.empty()));
    }

    @Test
    void outputsThatCannotBeMadeFailTheRunWithoutAStepToBlame() {
        var failure = new Failure(Failure.Type.BAD_INPUT, "outputs: no such path");
        var run = new DecidedRun("steps:\n  - {id: a, agent: any}\n");
        run.apply(accepted(), resolved("a"), started("a"), succeeded("a"));

        run.apply(new OutputsResolved(new Result.Unresolvable(failure)));

        assertThat(run.commands())
                .containsExactly(
                        new Command.FinishRun(
                                RunStatus.FAILED, Optional.of(failure), Optional.empty()));
    }

    @Test
    void stepsThatDependOnAFailedOneAreSkippedAndTheOthersCancelled() {
        var run = new DecidedRun(BRANCHES);
        run.apply(accepted(), resolved("a"), started("a"), resolved("b"));

        run.apply(failed("a", Failure.Type.ERROR));

        assertThat(run.statuses())
                .containsExactly(
                        StepStatus.FAILED,
                        StepStatus.CANCELLED,
                        StepStatus.SKIPPED,
                        StepStatus.CANCELLED);
    }

    @Test
    void attemptThatExecutesWhenAnotherFailsFinishesBeforeTheRunDoes() {
        var run = new DecidedRun(BRANCHES);
        run.apply(accepted(), resolved("a"), started("a"), resolved("b"), started("b"));

        run.apply(failed("a", Failure.Type.ERROR));
        assertThat(run.commands()).isEmpty();
        run.apply(succeeded("b"));

        assertThat(run.commands())
                .containsExactly(
                        new Command.FinishRun(
                                RunStatus.FAILED,
                                Optional.of(new Failure(Failure.Type.ERROR, "why")),
                                Optional.of(id("a"))));
        assertThat(run.state().step(id("d")).status()).isEqualTo(StepStatus.CANCELLED);
    }

    @Test
    void deadlineOfAnAttemptTimesTheStepOutAndFailsTheRun() {
        var run = new DecidedRun(CHAIN);
        run.apply(accepted(), resolved("a"), started("a"));

        run.apply(failed("a", Failure.Type.TIMEOUT));

        assertThat(run.statuses()).containsExactly(StepStatus.TIMED_OUT, StepStatus.SKIPPED);
        assertThat(run.commands())
                .singleElement()
                .isInstanceOfSatisfying(
                        Command.FinishRun.class,
                        finish -> assertThat(finish.status()).isEqualTo(RunStatus.FAILED));
    }

    @Test
    void inputsThatCannotBeMadeFailTheStepBeforeAnAttempt() {
        var failure = new Failure(Failure.Type.BAD_INPUT, "no such path");
        var run = new DecidedRun(CHAIN);
        run.apply(accepted());

        run.apply(new Resolved(id("a"), new Resolution.Unresolvable(failure)));

        assertThat(run.statuses()).containsExactly(StepStatus.FAILED, StepStatus.SKIPPED);
        assertThat(run.state().step(id("a")).attempt()).isZero();
    }

    @Test
    void cancelledRunStartsNoNewStepAndStopsThoseThatExecute() {
        var run = new DecidedRun(BRANCHES);
        run.apply(accepted(), resolved("a"), started("a"), resolved("b"));

        run.apply(new CancelRequested());

        assertThat(run.commands()).containsExactly(new Command.StopAttempt(id("a"), 1));
        assertThat(run.statuses())
                .containsExactly(
                        StepStatus.RUNNING,
                        StepStatus.CANCELLED,
                        StepStatus.CANCELLED,
                        StepStatus.CANCELLED);
    }

    @Test
    void cancelledRunEndsCancelledWhenItsLastAttemptHasStopped() {
        var run = new DecidedRun(CHAIN);
        run.apply(accepted(), resolved("a"), started("a"), new CancelRequested());

        run.apply(failed("a", Failure.Type.CANCELLED));

        assertThat(run.state().step(id("a")).status()).isEqualTo(StepStatus.CANCELLED);
        assertThat(run.commands())
                .containsExactly(
                        new Command.FinishRun(
                                RunStatus.CANCELLED, Optional.empty(), Optional.empty()));
    }

    @Test
    void handlersRunOneAfterTheOtherOnceTheRunHasItsStatus() {
        var run =
                new DecidedRun(
                        """
                        steps:
                          - {id: a, agent: any}
                        on_success:
                          - notify: {type: log, message: one}
                        finally:
                          - notify: {type: log, message: two}
                        """);
        run.apply(accepted(), resolved("a"), started("a"), succeeded("a"));
        run.apply(new OutputsResolved(new Result.Value(payload())));

        run.apply(new RunFinished(RunStatus.SUCCEEDED, Optional.empty(), Optional.empty()));
        assertThat(run.handlersAskedFor()).containsExactly("on_success[0]");
        run.apply(new HandlerFinished("on_success[0]", Optional.empty()));

        assertThat(run.handlersAskedFor()).containsExactly("finally[0]");
        assertThat(run.state().status()).isEqualTo(RunStatus.SUCCEEDED);
    }

    @Test
    void everyEventThatComesTwiceChangesNothing() {
        var run = new DecidedRun("steps:\n  - {id: a, agent: any}\n");
        List<RunEvent> events =
                List.of(
                        accepted(),
                        resolved("a"),
                        started("a"),
                        succeeded("a"),
                        new OutputsResolved(new Result.Value(payload())),
                        new RunFinished(RunStatus.SUCCEEDED, Optional.empty(), Optional.empty()));

        for (RunEvent event : events) {
            run.apply(event);
            RunState once = run.state();
            run.apply(event);

            assertThat(run.state()).isSameAs(once);
            assertThat(run.commands()).isEmpty();
        }
    }

    @Test
    void resultOfAnAttemptThatHasEndedIsRefused() {
        var run = new DecidedRun(CHAIN);
        run.apply(accepted(), resolved("a"), started("a"), succeeded("a"));
        RunState before = run.state();

        run.apply(failed("a", Failure.Type.ERROR));

        assertThat(run.state()).isSameAs(before);
    }

    @Test
    void decisionNamesTheStepsWhoseRowsItChanges() {
        var run = new DecidedRun(BRANCHES);
        run.apply(accepted(), resolved("a"), started("a"));

        run.apply(failed("a", Failure.Type.ERROR));

        assertThat(run.state().touched()).containsExactly(id("a"), id("c"), id("b"), id("d"));
    }

    private static Command resolve(String step) {
        return new Command.Resolve(id(step));
    }
}
