package net.swarmstack.app;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import net.swarmstack.model.Json;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A JSON Schema of `docs/schemas`, whose parts can be looked at.
final class SchemaFile {

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final JsonNode root;
    private final Schema schema;

    private SchemaFile(JsonNode root) {
        this.root = root;
        this.schema = REGISTRY.getSchema(root);
    }

    static SchemaFile of(String kind) {
        try {
            Path file = Path.of("docs", "schemas", kind + ".schema.json");
            return new SchemaFile(Json.parse(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonNode root() {
        return root;
    }

    /// What a document breaks; nothing where it is valid.
    List<String> violations(JsonNode document) {
        return schema.validate(document).stream().map(Error::toString).toList();
    }

    /// What the schema itself breaks of the language of schemas.
    List<String> mistakes() {
        String language = root.get("$schema").stringValue();
        return REGISTRY.getSchema(SchemaLocation.of(language)).validate(root).stream()
                .map(Error::toString)
                .toList();
    }

    /// A keyword of a part, or else of what the part refers to.
    Optional<JsonNode> keyword(JsonNode part, String keyword) {
        return holder(part, keyword).map(holder -> holder.get(keyword));
    }

    /// Where a keyword stands that holds for a part.
    Optional<JsonNode> holder(JsonNode part, String keyword) {
        JsonNode at = part;
        while (!at.has(keyword) && at.has("$ref")) {
            at = root.at(at.get("$ref").stringValue().substring(1));
        }
        return at.has(keyword) ? Optional.of(at) : Optional.empty();
    }

    /// The part that holds for the value of a key of an object.
    Optional<JsonNode> ofKey(JsonNode part, String key) {
        return keyword(part, "properties")
                .map(properties -> properties.path(key))
                .filter(JsonNode::isObject)
                .or(() -> keyword(part, "additionalProperties").filter(JsonNode::isObject));
    }

    /// The part that holds for what stands at a key of a mapping, or an index of a list.
    Optional<JsonNode> ofChild(JsonNode container, JsonNode part, String key) {
        return container.isArray() ? keyword(part, "items") : ofKey(part, key);
    }

    /// The parts for mappings that take only the keys they list, and these keys.
    Map<JsonNode, Set<String>> closedMappings() {
        Map<JsonNode, Set<String>> found = new LinkedHashMap<>();
        parts().filter(SchemaFile::isClosed)
                .forEach(part ->
                        found.put(part, new TreeSet<>(part.get("properties").propertyNames())));
        return found;
    }

    /// The words of each place that takes only some.
    Set<Set<String>> enumerations() {
        return parts().map(part -> part.path("enum"))
                .filter(JsonNode::isArray)
                .map(words ->
                        words.valueStream().map(JsonNode::asString).collect(Collectors.toSet()))
                .collect(Collectors.toSet());
    }

    private Stream<JsonNode> parts() {
        List<JsonNode> found = new ArrayList<>();
        List<JsonNode> open = new ArrayList<>(List.of(root));
        while (!open.isEmpty()) {
            JsonNode part = open.removeLast();
            found.add(part);
            open.addAll(part.values());
        }
        return found.stream();
    }

    private static boolean isClosed(JsonNode part) {
        return part.has("properties") && part.path("additionalProperties").isBoolean();
    }
}
