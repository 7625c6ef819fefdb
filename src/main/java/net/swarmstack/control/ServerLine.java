package net.swarmstack.control;

import net.swarmstack.model.SwarmException;

/// What a process that executes runs says to who asked.
sealed interface ServerLine {

    /// The request is carried out, or, where not, the run is not executed here.
    record Answer(boolean ok) implements ServerLine {}

    /// The request can't be carried out.
    record Refusal(SwarmException.Code code, String message) implements ServerLine {}

    /// A run that is followed has come to an event.
    record Reached(long seq) implements ServerLine {}

    /// A run that is followed has ended: the last line.
    record Ended(String status) implements ServerLine {}
}
