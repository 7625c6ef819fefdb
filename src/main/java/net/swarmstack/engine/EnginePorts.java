package net.swarmstack.engine;

import java.util.List;

/// What other rooms do for the engine.
public record EnginePorts(
        History history,
        RunQueue queue,
        StepRunner runner,
        List<Notifier> notifiers,
        Timers timers,
        Incidents incidents) {

    public EnginePorts {
        notifiers = List.copyOf(notifiers);
    }
}
