package net.swarmstack.cli;

import net.swarmstack.model.Json;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// The keys of `docs/schemas`, which knows those that the readers know (`SchemasTest`).
final class SchemaKeys {

    private SchemaKeys() {}

    /// The keys of each mapping that takes only the keys it lists.
    ///
    /// @param kind `agent` or `workflow`
    /// @return the mappings by their JSON pointers; the one of the whole file by an empty one
    static Map<String, JsonNode> of(String kind) throws IOException {
        Path file = Path.of("docs/schemas", kind + ".schema.json");
        Map<String, JsonNode> found = new TreeMap<>();
        collect("", Json.parse(Files.readAllBytes(file)), found);
        return found;
    }

    private static void collect(String pointer, JsonNode part, Map<String, JsonNode> found) {
        if (part.has("properties") && part.path("additionalProperties").isBoolean()) {
            found.put(pointer, part.get("properties"));
        }
        part.properties()
                .forEach(entry -> collect(pointer + "/" + entry.getKey(), entry.getValue(), found));
    }
}
