package net.swarmstack.engine.core;

import net.swarmstack.definition.StepEffects;
import net.swarmstack.model.Failure;
import net.swarmstack.model.RunEvent.AttemptLeft;
import net.swarmstack.model.RunEvent.AttemptLost;
import net.swarmstack.model.RunEvent.OutcomeDecided;
import net.swarmstack.model.RunEvent.Verdict;

/// What follows where the process that executed an attempt is gone. Such an attempt does not count
/// among those that a step may have, for the agent is not to blame; yet an agent that takes Swarm
/// with it, again and again, must come to an end: so many processes may die of it, not counting
/// those that left the run on purpose.
///
/// | the step | then |
/// |---|---|
/// | or its run was told to end | ends so |
/// | has `effects: once`, as none of a handler has | waits until a person says what became of the attempt |
/// | has seen [#MOST] processes die | failed, `sandbox_lost` |
/// | else | is in line for the next attempt, at once |
final class LostAttempts {

    /// How many deaths fail a step.
    private static final int MOST = 3;

    private LostAttempts() {}

    /// The attempt will be lost, and on purpose.
    static boolean left(Draft draft, AttemptLeft event) {
        StepState step = draft.step(event.step());
        if (!step.isKept() || !step.isExecuting(event.attempt())) {
            return false;
        }
        draft.replace(step.left());
        return true;
    }

    static boolean lost(Draft draft, AttemptLost event) {
        StepState before = draft.step(event.step());
        if (!before.isExecuting(event.attempt())) {
            return false;
        }
        var failure =
                new Failure(
                        Failure.Type.SANDBOX_LOST,
                        "the process that executed attempt "
                                + event.attempt()
                                + " ended before the attempt did");
        StepState step = before.lost(failure);
        if (StepEnd.endedWithAttempt(draft, step, failure)) {
            return true;
        }
        boolean isOnce = draft.plan().step(step.id()).effects() == StepEffects.ONCE;
        if (StepEnd.startsNothing(draft, step.id())) {
            StepEnd.passing(draft, step.cancelled(failure));
        } else if (isOnce) {
            draft.put(step.outcomeUnknown(failure));
        } else if (step.tries().losses().deaths() >= MOST) {
            StepEnd.failed(draft, step, failure);
        } else {
            again(draft, step);
        }
        return true;
    }

    /// A person has said what became of the last attempt.
    static boolean decided(Draft draft, OutcomeDecided event) {
        StepState step = draft.step(event.step());
        if (!step.isOutcomeUnknown() || step.attempt() != event.attempt()) {
            return false;
        }
        StepState known = step.outcomeDecided();
        switch (event.verdict()) {
            case Verdict.Succeeded(var outputs) -> StepEnd.passing(draft, known.succeeded(outputs));
            case Verdict.Failed(var failure) -> StepEnd.failed(draft, known, failure);
            case Verdict.Retry() -> again(draft, known);
        }
        return true;
    }

    private static void again(Draft draft, StepState step) {
        StepState due = step.due();
        draft.put(due);
        if (due.isQueued()) {
            Decider.startAttempt(draft, due, due.attempt() + 1);
        } else if (due.isReady()) {
            draft.command(new Command.Resolve(due.id())); // its attempt was of an earlier run
        }
    }
}
