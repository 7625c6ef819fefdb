package net.swarmstack.engine.core;

import net.swarmstack.model.Failure;
import net.swarmstack.model.RunEvent.RetryDue;
import net.swarmstack.model.RunEvent.StepDeadlinePassed;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.plan.PlannedStep;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/// What the end of a step means for the steps that depend on it, and for the run.
///
/// | the step has | those that depend on it |
/// |---|---|
/// | succeeded, a false `if`, failed with `continue_on_error` | have one need less: the last makes them ready |
/// | failed, or was skipped for a failed one | are skipped |
/// | been cancelled | have one need less: the last makes them cancelled |
final class StepEnd {

    private final Draft draft;
    private final Queue<StepId> passing = new ArrayDeque<>();

    private StepEnd(Draft draft) {
        this.draft = draft;
    }

    /// The step ended so that those who need it may start.
    static void passing(Draft draft, StepState ended) {
        if (ended.id().isItem()) {
            close(draft, ended);
            ForEach.itemEnded(draft, ended);
            return;
        }
        if (draft.plan().isOfHandler(ended.id())) {
            Handlers.stepEnded(draft, ended);
            return;
        }
        var end = new StepEnd(draft);
        end.pass(ended);
        end.settle();
    }

    /// The step has failed for good.
    static void failed(Draft draft, StepState step, Failure failure) {
        StepState ended = step.failed(failure);
        if (step.id().isItem()) {
            close(draft, ended);
            ForEach.itemFailed(draft, ended, failure);
            return;
        }
        if (draft.plan().step(step.id()).continueOnError() || draft.plan().isOfHandler(step.id())) {
            passing(draft, ended);
            return;
        }
        boolean endsOthers = !draft.startsNothing();
        draft.error(failure, Optional.of(step.id()));
        var end = new StepEnd(draft);
        end.block(ended);
        if (endsOthers && draft.startsNothing()) {
            end.cancelWhatCouldStart();
        }
        end.settle();
    }

    /// Ends the step with an attempt that did not end well, where the run or the step was told to
    /// end meanwhile.
    ///
    /// @return whether it has ended
    static boolean endedWithAttempt(Draft draft, StepState step, Failure failure) {
        boolean isStopped =
                draft.isStopped(step.id())
                        || (step.id().isItem() && draft.step(step.id().step()).overdue());
        if (isStopped) {
            passing(draft, step.cancelled(failure));
        } else if (step.overdue()) {
            failed(draft, step, Overdue.failure(draft, step));
        }
        return isStopped || step.overdue();
    }

    /// Whether no further attempt of the step may start.
    static boolean startsNothing(Draft draft, StepId step) {
        return draft.startsNothing(step) || ForEach.isEnding(draft.step(step.step()));
    }

    /// The run ends at once: whatever does not execute is cancelled.
    static void cancelAll(Draft draft) {
        for (PlannedStep planned : draft.plan().steps()) {
            StepState step = draft.step(planned.id());
            switch (step.status()) {
                case PENDING, WAITING -> close(draft, step.cancelled());
                case RUNNING -> {
                    if (step.items().isPresent()) {
                        ForEach.stop(draft, step.id());
                    } else {
                        draft.command(new Command.StopAttempt(step.id(), step.attempt()));
                    }
                }
                case SUCCEEDED, FAILED, CANCELLED, TIMED_OUT, BUDGET_EXHAUSTED, SKIPPED -> {}
            }
        }
    }

    /// A step that depends on one that still executes is left alone: its end decides.
    private void cancelWhatCouldStart() {
        for (PlannedStep planned : draft.plan().steps()) {
            StepState step = draft.step(planned.id());
            boolean couldStart =
                    step.status() == StepStatus.WAITING
                            || (step.status() == StepStatus.PENDING && step.openNeeds() == 0);
            if (couldStart) {
                pass(step.cancelled());
            } else if (step.status() == StepStatus.RUNNING && step.items().isPresent()) {
                ForEach.cancelWhatCouldStart(draft, step.id());
            }
        }
    }

    private void pass(StepState ended) {
        close(draft, ended);
        passing.add(ended.id());
    }

    private void settle() {
        while (!passing.isEmpty()) {
            for (StepId id : draft.plan().step(passing.remove()).dependents()) {
                StepState dependent = draft.step(id).oneNeedLess();
                draft.replace(dependent);
                if (dependent.isReady()) {
                    start(dependent);
                }
            }
        }
    }

    private void start(StepState ready) {
        if (draft.startsNothing()) {
            pass(ready.cancelled());
        } else {
            draft.command(new Command.Resolve(ready.id()));
        }
    }

    private void block(StepState failed) {
        close(draft, failed);
        Queue<StepId> toVisit = new ArrayDeque<>(draft.plan().step(failed.id()).dependents());
        while (!toVisit.isEmpty()) {
            StepState dependent = draft.step(toVisit.remove());
            if (!dependent.status().isFinal()) {
                close(draft, dependent.skipped());
                toVisit.addAll(draft.plan().step(dependent.id()).dependents());
            }
        }
    }

    /// Gives a step its final status, and takes its timers back.
    static void close(Draft draft, StepState ended) {
        StepState before = draft.step(ended.id());
        draft.put(ended);
        if (before.status() == StepStatus.WAITING && !before.isOutcomeUnknown()) {
            draft.command(new Command.CancelTimer(new RetryDue(ended.id(), ended.attempt() + 1)));
        }
        boolean hasBegun =
                !ended.id().isItem() && (ended.attempt() > 0 || ended.items().isPresent());
        if (hasBegun && draft.plan().step(ended.id()).stepTimeout().isPresent()) {
            draft.command(new Command.CancelTimer(new StepDeadlinePassed(ended.id())));
        }
    }
}
