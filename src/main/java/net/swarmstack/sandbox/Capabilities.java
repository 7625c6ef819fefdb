package net.swarmstack.sandbox;

import net.swarmstack.model.Isolation;

import java.util.List;

/// What a driver can do on this host, as its probe found.
///
/// @param snapshots whether a sandbox can be restored instead of started
/// @param networkPolicy whether it can allow some hosts and refuse all others
/// @param memoryLimit whether memory is bounded
/// @param repeatable whether one sandbox takes more than one exec
/// @param notEnforced what a person might expect and does not get, a sentence each
public record Capabilities(
        Isolation level,
        boolean snapshots,
        boolean networkPolicy,
        boolean memoryLimit,
        boolean repeatable,
        List<String> notEnforced) {

    public Capabilities {
        notEnforced = List.copyOf(notEnforced);
    }
}
