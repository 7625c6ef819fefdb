package net.swarmstack.engine.core;

import java.util.List;

/// What an event leads to.
///
/// @param next the very state that was given where the event is refused: a duplicate, or late
/// @param commands in the order to carry them out
public record Decision(RunState next, List<Command> commands) {

    public Decision {
        commands = List.copyOf(commands);
    }
}
