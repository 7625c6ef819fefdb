package net.swarmstack.engine;

import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.util.List;

/// What the events of a run say.
public final class RunEvents {

    private RunEvents() {}

    /// The event that a run begins with.
    ///
    /// @throws SwarmException `MISCONFIGURED` where it is not there
    public static RunAccepted accepted(RunId run, List<RecordedEvent> events) {
        if (!events.isEmpty() && events.getFirst().event() instanceof RunAccepted accepted) {
            return accepted;
        }
        throw new SwarmException(
                Code.MISCONFIGURED,
                "damaged: run " + run + " has no first event. See: swarm doctor --verify");
    }
}
