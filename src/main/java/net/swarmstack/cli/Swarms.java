package net.swarmstack.cli;

import net.swarmstack.app.Swarm;

/// Opens roots for commands that change something in one that is there.
final class Swarms {

    private Swarms() {}

    /// The root that is meant.
    ///
    /// @throws net.swarmstack.model.SwarmException `NOT_FOUND` where there is none
    static Swarm openExisting(Invocation invocation) {
        invocation.root().requireExists();
        return invocation.openSwarm();
    }
}
