package net.swarmstack.engine.core;

import static net.swarmstack.engine.core.DecidedRun.accepted;
import static net.swarmstack.engine.core.DecidedRun.decided;
import static net.swarmstack.engine.core.DecidedRun.each;
import static net.swarmstack.engine.core.DecidedRun.failed;
import static net.swarmstack.engine.core.DecidedRun.id;
import static net.swarmstack.engine.core.DecidedRun.lost;
import static net.swarmstack.engine.core.DecidedRun.payload;
import static net.swarmstack.engine.core.DecidedRun.resolved;
import static net.swarmstack.engine.core.DecidedRun.started;
import static net.swarmstack.engine.core.DecidedRun.succeeded;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunEvent.CancelRequested;
import net.swarmstack.model.RunEvent.RetryDue;
import net.swarmstack.model.RunEvent.StepDeadlinePassed;
import net.swarmstack.model.RunEvent.Verdict;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepStatus;

import org.junit.jupiter.api.Test;

import java.util.Optional;

/// Steps that may be done once only and whose attempt was lost: a person says what became of it.
class OutcomeUnknownTest {

    private static final String ONCE =
            """
            steps:
              - {id: a, agent: any, effects: once, retry: {attempts: 5}}
              - {id: b, agent: any}
            """;

    private static final String BRANCHES =
            """
            steps:
              - {id: a, agent: any, needs: [], effects: once, step_timeout_seconds: 9}
              - {id: b, agent: any, needs: [], retry: {attempts: 2}}
              - {id: c, agent: any, needs: [b]}
            """;

    private static final String EACH =
            "steps: [{id: each, agent: any, effects: once, foreach: [1, 2, 3], concurrency: 2}]\n";

    private static final Failure REFUSED = new Failure(Failure.Type.SANDBOX_LOST, "it failed");

    @Test
    void stepAndRunWaitAndNothingIsAskedFor() {
        var run = unknown();

        assertThat(run.state().step(id("a")).isOutcomeUnknown()).isTrue();
        assertThat(run.status("a")).isEqualTo(StepStatus.WAITING);
        assertThat(run.state().status()).isEqualTo(RunStatus.WAITING);
        assertThat(run.commands()).isEmpty();
    }

    @Test
    void noTimeBringsTheNextAttempt() {
        var run = unknown();
        RunState before = run.state();

        run.apply(new RetryDue(id("a"), 2), started("a", 2));

        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void attemptThatSucceededAfterAllGivesItsOutputs() {
        var run = unknown();
        var outputs = new Payload.Inline(Json.object().put("paid", true));

        run.apply(decided("a", 1, new Verdict.Succeeded(outputs)));

        assertThat(run.status("a")).isEqualTo(StepStatus.SUCCEEDED);
        assertThat(run.state().step(id("a")).outputs()).contains(outputs);
        assertThat(run.state().status()).isEqualTo(RunStatus.RUNNING);
        assertThat(run.commands()).containsExactly(new Command.Resolve(id("b")));
    }

    @Test
    void attemptThatFailedAfterAllFailsTheStepThoughAttemptsAreLeft() {
        var run = unknown();

        run.apply(decided("a", 1, new Verdict.Failed(REFUSED)));

        assertThat(run.statuses()).containsExactly(StepStatus.FAILED, StepStatus.SKIPPED);
        assertThat(run.state().error()).contains(REFUSED);
        assertThat(run.commands())
                .containsExactly(
                        new Command.FinishRun(
                                RunStatus.FAILED, Optional.of(REFUSED), Optional.of(id("a"))));
    }

    @Test
    void runGoesOnAfterAnAttemptThatFailedWhereTheStepSaysSo() {
        var run =
                executing(
                        ONCE.replace("effects: once", "effects: once, continue_on_error: true"),
                        "a");
        run.apply(lost("a", 1));

        run.apply(decided("a", 1, new Verdict.Failed(REFUSED)));

        assertThat(run.status("a")).isEqualTo(StepStatus.FAILED);
        assertThat(run.commands()).containsExactly(new Command.Resolve(id("b")));
    }

    @Test
    void attemptThatMayBeRepeatedIsFollowedByTheNextWithTheSameInputs() {
        var run = unknown();

        run.apply(decided("a", 1, new Verdict.Retry()));

        assertThat(run.state().status()).isEqualTo(RunStatus.RUNNING);
        assertThat(run.state().step(id("a")).inputs()).contains(payload());
        assertThat(run.commands())
                .singleElement()
                .isInstanceOfSatisfying(
                        Command.StartAttempt.class,
                        next -> assertThat(next.attempt()).isEqualTo(2));
    }

    @Test
    void everyLossIsAskedAboutHoweverManyThereWere() {
        var run = unknown();

        for (int attempt = 1; attempt < 5; attempt++) {
            run.apply(decided("a", attempt, new Verdict.Retry()));
            run.apply(started("a", attempt + 1), lost("a", attempt + 1));
        }

        assertThat(run.state().step(id("a")).isOutcomeUnknown()).isTrue();
    }

    @Test
    void verdictOnAnotherAttemptOrAStepThatDoesNotWaitChangesNothing() {
        var run = unknown();
        RunState before = run.state();

        run.apply(decided("a", 2, new Verdict.Retry()), decided("b", 0, new Verdict.Retry()));

        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void secondVerdictChangesNothing() {
        var run = unknown();
        run.apply(decided("a", 1, new Verdict.Succeeded(payload())));
        RunState before = run.state();

        run.apply(decided("a", 1, new Verdict.Failed(REFUSED)));

        assertThat(run.state()).isEqualTo(before);
    }

    @Test
    void runWaitsOnlyOnceNothingElseOfItGoesOn() {
        var run = executing(BRANCHES, "a", "b");

        run.apply(lost("a", 1));
        assertThat(run.state().status()).isEqualTo(RunStatus.RUNNING);
        run.apply(failed("b", Failure.Type.ERROR)); // waits for its retry
        assertThat(run.state().status()).isEqualTo(RunStatus.RUNNING);
        run.apply(new RetryDue(id("b"), 2), started("b", 2), succeeded("b", 2));
        assertThat(run.state().status()).isEqualTo(RunStatus.RUNNING);
        run.apply(resolved("c"), started("c"), succeeded("c"));

        assertThat(run.state().status()).isEqualTo(RunStatus.WAITING);
    }

    @Test
    void verdictThatComesWhileOthersExecuteIsTaken() {
        var run = executing(BRANCHES, "a", "b");
        run.apply(lost("a", 1));

        run.apply(decided("a", 1, new Verdict.Succeeded(payload())));

        assertThat(run.status("a")).isEqualTo(StepStatus.SUCCEEDED);
        assertThat(run.status("b")).isEqualTo(StepStatus.RUNNING);
    }

    @Test
    void stepThatWaitsIsCancelledWhereTheRunFails() {
        var run = executing(BRANCHES.replace(", retry: {attempts: 2}", ""), "a", "b");
        run.apply(lost("a", 1));

        run.apply(failed("b", Failure.Type.ERROR));

        assertThat(run.status("a")).isEqualTo(StepStatus.CANCELLED);
        assertThat(run.state().open()).isZero();
    }

    @Test
    void runThatWaitsEndsAtOnceWhereItIsCancelled() {
        var run = unknown();

        run.apply(new CancelRequested());

        assertThat(run.statuses()).containsExactly(StepStatus.CANCELLED, StepStatus.CANCELLED);
        assertThat(run.commands())
                .containsExactly(
                        new Command.FinishRun(
                                RunStatus.CANCELLED, Optional.empty(), Optional.empty()));
    }

    @Test
    void stepThatWaitsTimesOutAtItsDeadline() {
        var run = executing(BRANCHES, "a", "b");
        run.apply(lost("a", 1));

        run.apply(new StepDeadlinePassed(id("a")));

        assertThat(run.status("a")).isEqualTo(StepStatus.TIMED_OUT);
    }

    @Test
    void stepThatWasToldToEndDoesNotWait() {
        var run = executing(BRANCHES, "a", "b");
        run.apply(new StepDeadlinePassed(id("a")));

        run.apply(lost("a", 1));

        assertThat(run.status("a")).isEqualTo(StepStatus.TIMED_OUT);
    }

    @Test
    void itemWaitsAndKeepsItsPlaceWhileOthersGoOn() {
        var run = iterating();

        run.apply(lost("each[0]", 1));
        assertThat(run.state().status()).isEqualTo(RunStatus.RUNNING);
        run.apply(succeeded("each[1]"));
        assertThat(run.commands()).containsExactly(new Command.Resolve(id("each[2]")));
        run.apply(resolved("each[2]"), started("each[2]"), succeeded("each[2]"));

        assertThat(run.state().status()).isEqualTo(RunStatus.WAITING);
        assertThat(run.status("each")).isEqualTo(StepStatus.RUNNING);
    }

    @Test
    void verdictOnTheLastItemThatWaitsEndsTheStep() {
        var run = iterating();
        run.apply(lost("each[0]", 1), succeeded("each[1]"));
        run.apply(resolved("each[2]"), started("each[2]"), succeeded("each[2]"));

        run.apply(decided("each[0]", 1, new Verdict.Succeeded(payload())));

        assertThat(run.commands()).containsExactly(new Command.CollectItems(id("each")));
    }

    @Test
    void itemThatFailedAfterAllFailsItsStep() {
        var run = iterating();
        run.apply(lost("each[0]", 1), succeeded("each[1]"));
        run.apply(resolved("each[2]"), started("each[2]"));

        run.apply(decided("each[0]", 1, new Verdict.Failed(REFUSED)), succeeded("each[2]"));

        assertThat(run.status("each")).isEqualTo(StepStatus.FAILED);
    }

    @Test
    void itemThatWaitsIsCancelledWhereAnotherFails() {
        var run = iterating();
        run.apply(lost("each[0]", 1));

        run.apply(failed("each[1]", Failure.Type.ERROR));

        assertThat(run.status("each[0]")).isEqualTo(StepStatus.CANCELLED);
        assertThat(run.status("each")).isEqualTo(StepStatus.FAILED);
    }

    private static DecidedRun unknown() {
        var run = executing(ONCE, "a");
        run.apply(lost("a", 1));
        return run;
    }

    private static DecidedRun executing(String steps, String... which) {
        var run = new DecidedRun(steps);
        run.apply(accepted());
        for (String step : which) {
            run.apply(resolved(step), started(step));
        }
        return run;
    }

    private static DecidedRun iterating() {
        var run = new DecidedRun(EACH);
        run.apply(accepted(), each("each", 3), resolved("each[0]"), resolved("each[1]"));
        run.apply(started("each[0]"), started("each[1]"));
        return run;
    }
}
