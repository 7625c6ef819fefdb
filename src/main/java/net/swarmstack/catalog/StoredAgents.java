package net.swarmstack.catalog;

import net.swarmstack.model.AgentPin;
import net.swarmstack.model.Json;
import net.swarmstack.model.Sha256;
import net.swarmstack.plan.AgentLookup;

/// The registered agents, as the planner asks for them.
final class StoredAgents implements AgentLookup {

    private final VersionedRows<AgentRow> rows;

    StoredAgents(VersionedRows<AgentRow> rows) {
        this.rows = rows;
    }

    @Override
    public Found find(String reference) {
        return switch (rows.find(reference)) {
            case VersionedRows.Found.Row<AgentRow>(AgentRow row) -> pinned(row);
            case VersionedRows.Found.None<AgentRow>(String message) -> new Found.Unknown(message);
        };
    }

    private static Found pinned(AgentRow row) {
        if (row.digest().isEmpty()) {
            return new Found.Unknown(
                    "agent "
                            + row.reference()
                            + " was registered by another Swarm, without its package. Register it"
                            + " again: swarm agent register "
                            + row.path());
        }
        return new Found.Pinned(
                new AgentPin(
                        row.id(),
                        row.name(),
                        row.version(),
                        new Sha256(row.digest()),
                        Json.parseStored(row.manifest())));
    }
}
