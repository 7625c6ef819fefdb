package net.swarmstack.catalog;

import net.swarmstack.model.SwarmException;

import java.util.List;

/// What registering all of a folder did: one that fails does not stop the others.
public record Registrations(List<Registration> done, List<SwarmException> refused) {

    public Registrations {
        done = List.copyOf(done);
        refused = List.copyOf(refused);
    }
}
