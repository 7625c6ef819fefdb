package net.swarmstack.engine.core;

import net.swarmstack.model.Failure;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.plan.PlannedStep;

/// Executes a step once for each item: at most so many items at once, in the order of the list. The
/// step ends when none of them is open.
///
/// | then | the step has |
/// |---|---|
/// | all items have ended, and none failed for good (or the step has `continue_on_error`) | succeeded, with the list of what they gave |
/// | an item failed for good: no other begins | failed with it |
/// | the step's own deadline has passed | timed out |
/// | the run fails or was stopped before the last item began | been cancelled |
final class ForEach {

    private ForEach() {}

    /// Lets items begin as far as they may, and ends the step where none is open.
    static void advance(Draft draft, StepId id) {
        StepState step = draft.step(id);
        Items items = step.items().orElseThrow();
        PlannedStep planned = draft.plan().step(id);
        boolean mayBegin = !draft.startsNothing() && !isEnding(step);
        while (mayBegin && items.next() < items.count() && items.open() < planned.concurrency()) {
            StepId item = id.item(items.next());
            items = items.oneMore();
            if (draft.find(item).isPresent()) {
                items = items.oneEnded(); // inherited
            } else {
                draft.add(StepState.pending(item, 0));
                draft.command(new Command.Resolve(item));
            }
        }
        draft.replace(step.with(items));
        if (items.open() == 0) {
            end(draft, step.with(items), items);
        }
    }

    private static void end(Draft draft, StepState step, Items items) {
        if (draft.stopped().isPresent()) {
            StepEnd.passing(draft, step.cancelled());
        } else if (step.overdue()) {
            StepEnd.failed(draft, step, Overdue.failure(draft, step));
        } else if (items.failure().isPresent()) {
            StepEnd.failed(draft, step, items.failure().get());
        } else if (items.haveAllEnded()) {
            draft.command(new Command.CollectItems(step.id()));
        } else {
            StepEnd.passing(draft, step.cancelled());
        }
    }

    /// An item has ended; it has its final status.
    static void itemEnded(Draft draft, StepState item) {
        StepId id = item.id().step();
        oneEnded(draft, id);
        advance(draft, id);
    }

    private static void oneEnded(Draft draft, StepId id) {
        StepState step = draft.step(id);
        draft.replace(step.with(step.items().orElseThrow().oneEnded()));
    }

    /// An item has failed for good; it has its final status.
    static void itemFailed(Draft draft, StepState item, Failure failure) {
        StepState step = draft.step(item.id().step());
        Items items = step.items().orElseThrow();
        boolean isFirst = items.failure().isEmpty();
        if (isFirst && !draft.plan().step(step.id()).continueOnError()) {
            String message = "item " + item.id().index().orElseThrow() + ": " + failure.message();
            draft.replace(step.with(items.failed(new Failure(failure.type(), message, false))));
            cancelWaiting(draft, step.id());
        }
        itemEnded(draft, item);
    }

    /// Cancels the items that don't execute, and tells the others to end.
    static void stop(Draft draft, StepId id) {
        int begun = draft.step(id).items().orElseThrow().next();
        for (int i = 0; i < begun; i++) {
            StepState item = draft.step(id.item(i));
            if (item.status() == StepStatus.RUNNING) {
                draft.command(new Command.StopAttempt(item.id(), item.attempt()));
            }
        }
        cancelWaiting(draft, id);
        advance(draft, id);
    }

    /// The run fails: items that execute go on to their end, others don't begin.
    static void cancelWhatCouldStart(Draft draft, StepId id) {
        boolean isCollected = draft.step(id).items().filter(Items::haveAllEnded).isPresent();
        if (!isCollected) {
            cancelWaiting(draft, id);
            advance(draft, id);
        }
    }

    private static void cancelWaiting(Draft draft, StepId id) {
        Items items = draft.step(id).items().orElseThrow();
        for (int i = 0; i < items.next(); i++) {
            StepState item = draft.step(id.item(i));
            switch (item.status()) {
                case PENDING, WAITING -> {
                    StepEnd.close(draft, item.cancelled());
                    oneEnded(draft, id);
                }
                case RUNNING,
                        SUCCEEDED,
                        FAILED,
                        CANCELLED,
                        TIMED_OUT,
                        BUDGET_EXHAUSTED,
                        SKIPPED -> {}
            }
        }
    }

    /// Whether no further attempt of the step, or of the step that an item is of, may start.
    static boolean isEnding(StepState step) {
        return step.overdue() || step.items().flatMap(Items::failure).isPresent();
    }
}
