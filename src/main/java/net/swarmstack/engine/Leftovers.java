package net.swarmstack.engine;

import net.swarmstack.model.Artifact;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Optional;

/// What an attempt left beside its outputs.
///
/// @param artifacts by name; their contents are durable
/// @param checkpoint the last that the agent wrote, of at most 1 MiB
public record Leftovers(List<Artifact> artifacts, Optional<JsonNode> checkpoint) {

    /// Nothing.
    public static final Leftovers NONE = new Leftovers(List.of(), Optional.empty());

    public Leftovers {
        artifacts = List.copyOf(artifacts);
    }
}
