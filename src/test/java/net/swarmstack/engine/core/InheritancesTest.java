package net.swarmstack.engine.core;

import static net.swarmstack.engine.core.DecidedRun.accepted;
import static net.swarmstack.engine.core.DecidedRun.decided;
import static net.swarmstack.engine.core.DecidedRun.each;
import static net.swarmstack.engine.core.DecidedRun.failed;
import static net.swarmstack.engine.core.DecidedRun.id;
import static net.swarmstack.engine.core.DecidedRun.inherited;
import static net.swarmstack.engine.core.DecidedRun.payload;
import static net.swarmstack.engine.core.DecidedRun.resolved;
import static net.swarmstack.engine.core.DecidedRun.started;
import static net.swarmstack.engine.core.DecidedRun.succeeded;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.AttemptRemains;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.Inheritance;
import net.swarmstack.model.RunEvent.RunFinished;
import net.swarmstack.model.RunEvent.Verdict;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepStatus;

import org.junit.jupiter.api.Test;

import java.util.Optional;

class InheritancesTest {

    private static final String CHAIN =
            """
            steps:
              - {id: a, agent: any}
              - {id: b, agent: any, effects: once}
              - {id: c, agent: any}
            """;

    private static final String EACH =
            """
            steps:
              - {id: a, agent: any}
              - {id: each, agent: any, foreach: [1, 2, 3], concurrency: 1}
            """;

    private static final Failure LOST = new Failure(Failure.Type.SANDBOX_LOST, "gone");

    @Test
    void stepThatSucceededHasItsOutputsAndFilesAndNoAttempt() {
        var outputs = new Payload.Inline(Json.object().put("x", 1));
        var remains = new AttemptRemains(Optional.of(payload()), Optional.empty());
        var run = new DecidedRun(CHAIN);

        run.apply(accepted(), inherited("a", new Inheritance.Succeeded(outputs, remains)));

        StepState step = run.state().step(id("a"));
        assertThat(step.status()).isEqualTo(StepStatus.SUCCEEDED);
        assertThat(step.outputs()).contains(outputs);
        assertThat(step.remains()).isEqualTo(remains);
        assertThat(step.attempt()).isZero();
    }

    @Test
    void whatWaitedForItIsResolvedAndItselfIsNot() {
        var run = new DecidedRun(CHAIN);

        run.apply(accepted(), inherited("a"));

        assertThat(run.commands()).containsExactly(new Command.Resolve(id("b")));
        assertRefused(run, resolved("a"));
    }

    @Test
    void orderInWhichStepsAreInheritedIsAllTheSame() {
        var run = new DecidedRun(CHAIN);

        run.apply(accepted(), inherited("b"));
        assertThat(run.commands()).containsExactly(new Command.Resolve(id("c")));
        run.apply(inherited("a"));

        assertThat(run.commands()).isEmpty();
        assertThat(run.statuses())
                .containsExactly(StepStatus.SUCCEEDED, StepStatus.SUCCEEDED, StepStatus.PENDING);
    }

    @Test
    void stepIsKeptThoughWhatItNeededIsExecutedAgain() {
        var run = new DecidedRun(CHAIN);

        run.apply(accepted(), inherited("b"), resolved("a"), started("a"), succeeded("a"));

        assertThat(run.status("b")).isEqualTo(StepStatus.SUCCEEDED);
        assertThat(run.commands()).isEmpty();
    }

    @Test
    void runThatInheritsEveryStepMakesItsOutputsAtOnce() {
        var run = new DecidedRun(CHAIN);

        run.apply(accepted(), inherited("a"), inherited("b"), inherited("c"));

        assertThat(run.commands()).containsExactly(new Command.ResolveOutputs());
    }

    @Test
    void stepOfUnknownOutcomeWaitsAndTheRunWithIt() {
        var run = unknown();

        assertThat(run.state().step(id("b")).isOutcomeUnknown()).isTrue();
        assertThat(run.state().step(id("b")).failure()).contains(LOST);
        assertThat(run.state().status()).isEqualTo(RunStatus.WAITING);
        assertThat(run.commands()).isEmpty();
    }

    @Test
    void stepOfUnknownOutcomeIsResolvedAndTriedWhereItMayBeRepeated() {
        var run = unknown();

        run.apply(decided("b", 0, new Verdict.Retry()));
        assertThat(run.commands()).containsExactly(new Command.Resolve(id("b")));
        run.apply(resolved("b"));

        assertThat(run.commands())
                .singleElement()
                .isInstanceOfSatisfying(
                        Command.StartAttempt.class,
                        next -> assertThat(next.attempt()).isEqualTo(1));
        assertThat(run.state().status()).isEqualTo(RunStatus.RUNNING);
    }

    @Test
    void stepOfUnknownOutcomeTakesTheOutputsThatItIsSaidToHaveGiven() {
        var run = unknown();

        run.apply(decided("b", 0, new Verdict.Succeeded(payload())));

        assertThat(run.status("b")).isEqualTo(StepStatus.SUCCEEDED);
        assertThat(run.commands()).containsExactly(new Command.Resolve(id("c")));
    }

    @Test
    void stepOfUnknownOutcomeFailsWhereItIsSaidToHaveFailed() {
        var run = unknown();

        run.apply(decided("b", 0, new Verdict.Failed(LOST)));

        assertThat(run.status("b")).isEqualTo(StepStatus.FAILED);
        assertThat(run.state().errorStep()).contains(id("b"));
    }

    @Test
    void stepThatMayBeRepeatedStillWaitsForWhatItNeeds() {
        var run = new DecidedRun(CHAIN);
        run.apply(accepted(), inherited("b", new Inheritance.OutcomeUnknown(LOST)));
        run.apply(resolved("a"), started("a"));

        run.apply(decided("b", 0, new Verdict.Retry()));
        assertThat(run.commands()).isEmpty();
        run.apply(succeeded("a"));

        assertThat(run.commands()).containsExactly(new Command.Resolve(id("b")));
    }

    @Test
    void runDoesNotWaitForAPersonWhileOtherStepsGoOn() {
        var run = new DecidedRun(CHAIN);

        run.apply(accepted(), inherited("b", new Inheritance.OutcomeUnknown(LOST)));
        assertThat(run.state().status()).isEqualTo(RunStatus.PENDING);
        run.apply(resolved("a"), started("a"));
        assertThat(run.state().status()).isEqualTo(RunStatus.RUNNING);
        run.apply(succeeded("a"));

        assertThat(run.state().status()).isEqualTo(RunStatus.WAITING);
    }

    @Test
    void stepOfUnknownOutcomeIsSkippedWhereWhatItNeedsFails() {
        var run = new DecidedRun(CHAIN);
        run.apply(accepted(), inherited("b", new Inheritance.OutcomeUnknown(LOST)));

        run.apply(resolved("a"), started("a"), failed("a", Failure.Type.ERROR));

        assertThat(run.status("b")).isEqualTo(StepStatus.SKIPPED);
        assertThat(run.state().open()).isZero();
    }

    @Test
    void inheritedItemIsPassedOverAndOthersBegin() {
        var run = new DecidedRun(EACH);
        run.apply(accepted(), inherited("a"), inherited("each[0]"), inherited("each[2]"));

        run.apply(each("each", 3));
        assertThat(run.commands()).containsExactly(new Command.Resolve(id("each[1]")));
        run.apply(resolved("each[1]"), started("each[1]"), succeeded("each[1]"));

        assertThat(run.commands()).containsExactly(new Command.CollectItems(id("each")));
    }

    @Test
    void stepWhoseItemsAreAllInheritedCollectsThemAtOnce() {
        var run = new DecidedRun(EACH);
        run.apply(accepted(), inherited("a"), inherited("each[0]"), inherited("each[1]"));

        run.apply(each("each", 2));

        assertThat(run.commands()).containsExactly(new Command.CollectItems(id("each")));
    }

    @Test
    void inheritedItemStaysAsItIsWhereAnotherFails() {
        var run = new DecidedRun(EACH);
        run.apply(accepted(), inherited("a"), inherited("each[0]"), each("each", 3));

        run.apply(resolved("each[1]"), started("each[1]"), failed("each[1]", Failure.Type.ERROR));

        assertThat(run.status("each[0]")).isEqualTo(StepStatus.SUCCEEDED);
        assertThat(run.status("each")).isEqualTo(StepStatus.FAILED);
    }

    @Test
    void itemOfUnknownOutcomeIsRefused() {
        var run = new DecidedRun(EACH);
        run.apply(accepted());

        assertRefused(run, inherited("each[0]", new Inheritance.OutcomeUnknown(LOST)));
    }

    @Test
    void stepIsInheritedOnceAndBeforeItBegins() {
        var run = new DecidedRun(CHAIN);
        run.apply(accepted(), inherited("a"));
        assertRefused(run, inherited("a"));

        run.apply(resolved("b"));
        assertRefused(run, inherited("b"));
        run.apply(started("b"));
        assertRefused(run, inherited("b"));
    }

    @Test
    void nothingIsInheritedOnceTheRunHasEnded() {
        var run = new DecidedRun(CHAIN);
        run.apply(accepted());
        run.apply(new RunFinished(RunStatus.FAILED, Optional.empty(), Optional.empty()));

        assertRefused(run, inherited("a"));
    }

    private static DecidedRun unknown() {
        var run = new DecidedRun(CHAIN);
        run.apply(accepted(), inherited("a"), inherited("b", new Inheritance.OutcomeUnknown(LOST)));
        return run;
    }

    private static void assertRefused(DecidedRun run, RunEvent event) {
        RunState before = run.state();

        run.apply(event);

        assertThat(run.state()).isEqualTo(before);
        assertThat(run.commands()).isEmpty();
    }
}
