package net.swarmstack.engine.core;

import net.swarmstack.model.AttemptRemains;
import net.swarmstack.model.Failure;

import java.util.Optional;

/// What became of a step's attempts.
///
/// @param last the last attempt, from 1; 0 before the first
/// @param lost how many of them were lost with the process that executed them
/// @param overdue whether the step's own deadline passed while the last attempt executed
/// @param outcomeUnknown whether the last was lost, and a person must say what became of it
/// @param failure why the last failed, or there was none
/// @param remains what they left beside the outputs
public record Tries(
        int last,
        int lost,
        boolean overdue,
        boolean outcomeUnknown,
        Optional<Failure> failure,
        AttemptRemains remains) {

    static final Tries NONE =
            new Tries(0, 0, false, false, Optional.empty(), AttemptRemains.NOTHING);

    /// How many count against what the step may have.
    public int counted() {
        return last - lost;
    }

    Tries started(int number) {
        return new Tries(number, lost, overdue, outcomeUnknown, failure, remains);
    }

    Tries lastWasLost() {
        return new Tries(last, lost + 1, overdue, outcomeUnknown, failure, remains);
    }

    Tries pastDeadline() {
        return new Tries(last, lost, true, outcomeUnknown, failure, remains);
    }

    Tries unknown(boolean isUnknown) {
        return new Tries(last, lost, overdue, isUnknown, failure, remains);
    }

    Tries failed(Optional<Failure> why) {
        return new Tries(last, lost, overdue, outcomeUnknown, why, remains);
    }

    Tries leaving(AttemptRemains left) {
        return new Tries(last, lost, overdue, outcomeUnknown, failure, left.after(remains));
    }
}
