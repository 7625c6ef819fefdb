package net.swarmstack.engine.core;

import java.util.List;

/// What an event leads to.
///
/// @param refused whether the event is a duplicate or comes late: it changes nothing
/// @param next the state that was given where the event is refused
/// @param commands in the order to carry them out
public record Decision(boolean refused, RunState next, List<Command> commands) {

    public Decision {
        commands = List.copyOf(commands);
    }
}
