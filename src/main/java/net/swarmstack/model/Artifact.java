package net.swarmstack.model;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/// A file that an agent left in `$SWARM_OUT`; its content is in the content-addressed store.
///
/// @param name relative to `$SWARM_OUT`, with `/` between folders
public record Artifact(String name, long sizeBytes, Sha256 sha256) {

    /// `{name, size, sha256}`.
    public ObjectNode toJson() {
        return Json.object().put("name", name).put("size", sizeBytes).put("sha256", sha256.hex());
    }

    /// The list of several, as the history keeps it and expressions read it.
    public static ArrayNode list(List<Artifact> artifacts) {
        ArrayNode list = Json.object().arrayNode();
        artifacts.forEach(artifact -> list.add(artifact.toJson()));
        return list;
    }

    /// The artifacts of a list that [#list] made.
    ///
    /// @throws IllegalArgumentException where it is none
    public static List<Artifact> parseList(JsonNode list) {
        return list.valueStream()
                .map(artifact ->
                        new Artifact(
                                artifact.required("name").stringValue(),
                                artifact.required("size").longValue(),
                                new Sha256(artifact.required("sha256").stringValue())))
                .toList();
    }
}
