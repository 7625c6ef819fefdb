package net.swarmstack.engine.core;

import net.swarmstack.model.AttemptRemains;
import net.swarmstack.model.Failure;

import java.util.Optional;

/// What became of a step's attempts.
///
/// @param last the last attempt, from 1; 0 before the first
/// @param losses those that were lost
/// @param overdue whether the step's own deadline passed while the last attempt executed
/// @param outcomeUnknown whether the last was lost, and a person must say what became of it
/// @param failure why the last failed, or there was none
/// @param remains what they left beside the outputs
public record Tries(
        int last,
        Losses losses,
        boolean overdue,
        boolean outcomeUnknown,
        Optional<Failure> failure,
        AttemptRemains remains) {

    static final Tries NONE =
            new Tries(0, Losses.NONE, false, false, Optional.empty(), AttemptRemains.NOTHING);

    /// How many count against what the step may have.
    public int counted() {
        return last - losses.all();
    }

    Tries started(int number) {
        return new Tries(number, losses.started(), overdue, outcomeUnknown, failure, remains);
    }

    Tries lastWasLost() {
        return new Tries(last, losses.another(), overdue, outcomeUnknown, failure, remains);
    }

    /// The process that executes the last attempt leaves it on purpose.
    Tries lastIsLeft() {
        return new Tries(last, losses.leaving(), overdue, outcomeUnknown, failure, remains);
    }

    Tries pastDeadline() {
        return new Tries(last, losses, true, outcomeUnknown, failure, remains);
    }

    Tries unknown(boolean isUnknown) {
        return new Tries(last, losses, overdue, isUnknown, failure, remains);
    }

    Tries failed(Optional<Failure> why) {
        return new Tries(last, losses, overdue, outcomeUnknown, why, remains);
    }

    Tries leaving(AttemptRemains left) {
        return new Tries(last, losses, overdue, outcomeUnknown, failure, left.after(remains));
    }

    /// The attempts of a step that were lost with the process that executed them.
    ///
    /// @param all how many
    /// @param left how many of them that process left on purpose
    /// @param isLeaving whether the process that executes the last attempt leaves it on purpose
    public record Losses(int all, int left, boolean isLeaving) {

        public static final Losses NONE = new Losses(0, 0, false);

        /// How many processes died while they executed the step.
        int deaths() {
            return all - left;
        }

        /// Another attempt executes.
        Losses started() {
            return new Losses(all, left, false);
        }

        Losses leaving() {
            return new Losses(all, left, true);
        }

        /// The last attempt was lost.
        Losses another() {
            return new Losses(all + 1, isLeaving ? left + 1 : left, false);
        }
    }
}
