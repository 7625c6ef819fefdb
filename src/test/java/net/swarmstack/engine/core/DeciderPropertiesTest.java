package net.swarmstack.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.engine.core.RandomShell.Chances;
import net.swarmstack.engine.core.RandomShell.Moment;
import net.swarmstack.engine.core.RandomShell.Story;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptFailed;
import net.swarmstack.model.RunEvent.AttemptLost;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunEvent.AttemptSucceeded;
import net.swarmstack.model.RunEvent.Resolved;
import net.swarmstack.model.RunEvent.RunFinished;
import net.swarmstack.model.RunEvent.StepDeadlinePassed;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.PlannedStep;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/// What holds of every run, in whatever order its events come: tried with 300 workflows of 1 to 60
/// steps, each in 10 orders.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeciderPropertiesTest {

    private final RandomRuns runs = new RandomRuns(300, 10);

    @Test
    void everyKindOfEventCommandAndStatusOccursInTheseRuns() {
        var kinds = new HashSet<Class<?>>();
        var statuses = new HashSet<StepStatus>();
        var overdue = new HashSet<StepStatus>();

        runs.hold((run, order) -> {
            for (Moment moment : play(run, order).accepted()) {
                kinds.add(moment.event().getClass());
                moment.decision().commands().forEach(command -> kinds.add(command.getClass()));
                moment.decision()
                        .next()
                        .touchedSteps()
                        .forEach(step -> statuses.add(step.status()));
                if (moment.event() instanceof StepDeadlinePassed(var step)) {
                    overdue.add(moment.before().step(step).status());
                }
            }
        });

        assertThat(kinds)
                .contains(RunEvent.class.getPermittedSubclasses())
                .contains(Command.class.getPermittedSubclasses());
        assertThat(statuses)
                .containsExactlyInAnyOrderElementsOf(
                        EnumSet.complementOf(EnumSet.of(StepStatus.BUDGET_EXHAUSTED)));
        assertThat(overdue)
                .containsExactlyInAnyOrder(
                        StepStatus.RUNNING, StepStatus.WAITING, StepStatus.PENDING);
    }

    @Test
    void replayOfTheEventsGivesTheSameStateAndTheSameCommands() {
        runs.hold((run, order) -> {
            Story story = play(run, order);
            RunState state = RunState.initial();

            for (Moment moment : story.accepted()) {
                Decision again = Decider.decide(run.plan(), state, moment.event());
                state = again.next();

                assertThat(again).isEqualTo(moment.decision());
            }
            assertThat(state).isEqualTo(story.end());
        });
    }

    @Test
    void eventThatComesAgainAtOnceOrLaterChangesNothing() {
        runs.hold((run, order) -> {
            List<Moment> moments = play(run, order).accepted();
            var random = new Random(order);

            for (int i = 0; i < moments.size(); i++) {
                RunEvent event = moments.get(i).event();
                for (int later :
                        List.of(i, random.nextInt(i, moments.size()), moments.size() - 1)) {
                    assertIsRefused(run, moments.get(later).decision().next(), event);
                }
            }
        });
    }

    @Test
    void otherResultOfAnAttemptThatHasEndedChangesNothing() {
        runs.hold((run, order) -> {
            List<Moment> moments = play(run, order).accepted();
            var random = new Random(order);

            for (int i = 0; i < moments.size(); i++) {
                RunState later = moments.get(random.nextInt(i, moments.size())).decision().next();
                switch (moments.get(i).event()) {
                    case AttemptSucceeded(var step, var attempt, _, var stats, _) -> {
                        var failure = new Failure(Failure.Type.ERROR, "after all");
                        assertIsRefused(
                                run, later, new AttemptFailed(step, attempt, failure, stats, 0));
                    }
                    case AttemptFailed(var step, var attempt, _, var stats, _, _) -> {
                        var outputs = new Payload.Inline(Json.object());
                        assertIsRefused(
                                run, later, new AttemptSucceeded(step, attempt, outputs, stats));
                    }
                    case RunEvent _ -> {}
                }
            }
        });
    }

    @Test
    void orderOfEventsDoesNotChangeHowStepsEndWhereNoneKeepsOthersFromStarting() {
        runs.hold((run, order) -> {
            List<PlannedStep> doomed =
                    run.plan().steps().stream().filter(step -> run.isDoomed(step.id())).toList();
            boolean isKept =
                    run.plan().rules().failFast()
                            ? !doomed.isEmpty()
                            : doomed.stream().anyMatch(step -> step.forEach().isPresent());
            if (isKept) {
                return;
            }

            Map<StepId, StepState> one = inOrder(run, order);
            Map<StepId, StepState> other = inOrder(run, -1 - order);

            assertThat(one).isEqualTo(other);
        });
    }

    @Test
    void everyRunEndsOnceAllItAskedForIsAnswered() {
        runs.hold((run, order) -> {
            Story story = play(run, order);
            RunState end = story.end();

            assertThat(end.status().isFinal()).as("%s is final", end.status()).isTrue();
            assertThat(end.handlersEnded())
                    .isEqualTo(run.plan().handlersAfter(end.status()).size());
            assertThat(end.open()).isZero();
            assertThat(end.steps().values()).allMatch(step -> step.status().isFinal());
            assertThat(story.timersLeft()).isEmpty();
            assertThat(story.accepted())
                    .filteredOn(moment -> moment.event() instanceof RunFinished)
                    .singleElement()
                    .matches(moment -> moment.before().open() == 0, "no step is open");
        });
    }

    @Test
    void attemptsOfAStepFollowEachOtherWithoutAGapUpToTheirNumber() {
        runs.hold((run, order) -> {
            var attempts = new HashMap<StepId, Integer>();
            var lost = new HashMap<StepId, Integer>();
            var executing = new HashSet<StepId>();
            for (Moment moment : play(run, order).accepted()) {
                switch (moment.event()) {
                    case AttemptStarted(var step, var attempt, _, _) -> {
                        assertThat(attempt)
                                .isEqualTo(attempts.merge(step, 1, Integer::sum))
                                .isLessThanOrEqualTo(
                                        run.plan().step(step).retry().attempts()
                                                + lost.getOrDefault(step, 0));
                        assertThat(executing.add(step)).as("one of %s at once", step).isTrue();
                    }
                    case AttemptLost(var step, _) -> {
                        executing.remove(step);
                        lost.merge(step, 1, Integer::sum);
                    }
                    case AttemptSucceeded(var step, _, _, _, _) -> executing.remove(step);
                    case AttemptFailed(var step, _, _, _, _, _) -> executing.remove(step);
                    case RunEvent _ -> {}
                }
            }
        });
    }

    @Test
    void nothingIsAskedTwice() {
        runs.hold((run, order) -> {
            Story story = play(run, order);
            Set<Command> resolvedTwice = resolvedTwice(story);
            List<Command> asked =
                    story.moments().stream()
                            .flatMap(moment -> moment.decision().commands().stream())
                            .filter(command -> !(command instanceof Command.StopAttempt))
                            .filter(command -> !resolvedTwice.contains(command))
                            .toList();

            assertThat(asked).doesNotHaveDuplicates();
        });
    }

    @Test
    void stepStartsOnceAllItNeedsHasEndedAndTheRunStartsSomething() {
        runs.hold((run, order) -> {
            for (Moment moment : play(run, order).accepted()) {
                RunState before = moment.before();
                switch (moment.event()) {
                    case Resolved(var step, _) -> assertMayStart(run.plan(), before, step);
                    case AttemptStarted(var step, _, _, _) ->
                            assertMayStart(run.plan(), before, step);
                    case RunEvent _ -> {}
                }
            }
        });
    }

    @Test
    void stepsEndAsTheTablesSay() {
        runs.hold((run, order) -> {
            RunState end = playFromTheStart(run, order).end();
            Set<StepId> behindAFailedOne =
                    run.failed(end).stream()
                            .flatMap(step -> run.dependents(step).stream())
                            .collect(Collectors.toSet());
            boolean isCutShort =
                    end.stopped().isPresent()
                            || (run.plan().rules().failFast() && !run.failed(end).isEmpty());

            for (StepState step : end.steps().values()) {
                if (step.id().isItem() || run.plan().isOfHandler(step.id())) {
                    continue;
                }
                boolean isSkippedByItself = run.fates().get(step.id()).isSkipped();
                if (behindAFailedOne.contains(step.id())) {
                    assertThat(step.status()).isEqualTo(StepStatus.SKIPPED);
                } else if (step.status() == StepStatus.SKIPPED) {
                    assertThat(isSkippedByItself).isTrue();
                } else if (step.attempt() == 0
                        && step.items().isEmpty()
                        && step.failure().isEmpty()) {
                    assertThat(step.status()).isEqualTo(StepStatus.CANCELLED);
                }
                if (step.status() == StepStatus.CANCELLED) {
                    assertThat(isCutShort).as("%s cancelled", step.id()).isTrue();
                }
            }
        });
    }

    @Test
    void runEndsAsTheTablesSay() {
        runs.hold((run, order) -> {
            Story story = play(run, order);
            RunState end = story.end();
            Optional<StepId> firstFailed =
                    story.accepted().stream()
                            .filter(moment -> moment.before().errorStep().isEmpty())
                            .flatMap(moment -> moment.decision().next().errorStep().stream())
                            .findFirst();

            if (end.stopped().isPresent()) {
                assertThat(end.status()).isEqualTo(end.stopped().get());
            } else {
                boolean endsWell = run.failed(end).isEmpty() && run.areOutputsMade();
                assertThat(end.status())
                        .isEqualTo(endsWell ? RunStatus.SUCCEEDED : RunStatus.FAILED);
                assertThat(end.errorStep()).isEqualTo(firstFailed);
            }
        });
    }

    @Test
    void decisionTouchesTheStepAndItsDependentsAlone() {
        runs.hold((run, order) -> {
            for (Moment moment : play(run, order).accepted()) {
                RunState before = moment.before();
                RunState next = moment.decision().next();
                boolean isFirstFailure = before.error().isEmpty() && next.error().isPresent();
                boolean isStop = !before.stopped().equals(next.stopped());
                if (before.steps().isEmpty() || isFirstFailure || isStop) {
                    continue;
                }
                var changed = new HashSet<StepId>(next.touched());
                next.steps()
                        .forEach((id, step) -> {
                            if (!step.equals(before.steps().get(id))) {
                                changed.add(id);
                            }
                        });
                changed.removeIf(run.plan()::isOfHandler); // whose turn any end may bring

                assertThat(run.mayChange(moment.event())).containsAll(changed);
            }
        });
    }

    /// Their inputs are asked for with the run, and again where a person says that it may be tried.
    private static Set<Command> resolvedTwice(Story story) {
        return story.accepted().stream()
                .map(Moment::event)
                .filter(RunEvent.Inherited.class::isInstance)
                .map(event -> new Command.Resolve(((RunEvent.Inherited) event).step()))
                .collect(Collectors.toSet());
    }

    private static Story playFromTheStart(RandomRun run, long order) {
        var random = new Random(order);
        return RandomShell.play(run, random, Chances.from(random).withoutInheritance());
    }

    private static Story play(RandomRun run, long order) {
        var random = new Random(order);
        return RandomShell.play(run, random, Chances.from(random));
    }

    private static Map<StepId, StepState> inOrder(RandomRun run, long order) {
        return RandomShell.play(run, new Random(order), Chances.UNDISTURBED).end().steps();
    }

    private static void assertIsRefused(RandomRun run, RunState state, RunEvent event) {
        Decision decision = Decider.decide(run.plan(), state, event);

        assertThat(decision.refused()).as("%s is refused", event).isTrue();
        assertThat(decision.next()).isSameAs(state);
        assertThat(decision.commands()).isEmpty();
    }

    private static void assertMayStart(Plan plan, RunState before, StepId step) {
        if (plan.isOfHandler(step)) {
            assertThat(before.status().isFinal()).isTrue();
            return;
        }
        assertThat(before.stopped()).isEmpty();
        assertThat(before.error().isPresent() && plan.rules().failFast()).isFalse();
        assertThat(plan.step(step).needs()).allMatch(need -> before.step(need).status().isFinal());
    }
}
