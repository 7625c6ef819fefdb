package net.swarmstack.engine;

import java.util.List;

/// What other rooms do for the engine.
public record EnginePorts(
        History history, StepRunner runner, List<Notifier> notifiers, Timers timers) {

    public EnginePorts {
        notifiers = List.copyOf(notifiers);
    }
}
