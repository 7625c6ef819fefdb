package net.swarmstack.app;

import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// One change of a document. It may leave a valid document or not: that is for others to judge.
///
/// @param key of a mapping, or an index
/// @param value missing where the key is taken away
record Mutation(JsonPointer container, String key, JsonNode value) {

    static final String UNKNOWN_KEY = "zzzzzzzz";

    private static final int MAX_SHOWN = 80;
    private static final int MAX_ITEMS = 100;

    /// Every change of one place in a document that a schema and a parser must judge alike: those
    /// of values that must fit another value (a default its declaration) are left out.
    static List<Mutation> of(JsonNode document, SchemaFile schema) {
        List<Mutation> mutations = new ArrayList<>();
        inside(document, schema.root(), JsonPointer.empty(), schema, mutations);
        return mutations;
    }

    private static void inside(
            JsonNode container,
            JsonNode part,
            JsonPointer at,
            SchemaFile schema,
            List<Mutation> mutations) {
        var values = new SampleValues(schema);
        if (container.isObject()) {
            values.newKeys(part)
                    .forEach((key, value) -> mutations.add(new Mutation(at, key, value)));
        }
        for (String key : keys(container)) {
            schema.ofChild(container, part, key)
                    .ifPresent(inner -> {
                        values.inPlaceOf(container, key, inner)
                                .map(value -> new Mutation(at, key, value))
                                .forEach(mutations::add);
                        inside(
                                child(container, key),
                                inner,
                                below(at, container, key),
                                schema,
                                mutations);
                    });
        }
    }

    private static List<String> keys(JsonNode container) {
        return container.isArray()
                ? IntStream.range(0, container.size()).mapToObj(Integer::toString).toList()
                : List.copyOf(container.propertyNames());
    }

    private static JsonNode child(JsonNode container, String key) {
        return container.isArray() ? container.path(Integer.parseInt(key)) : container.path(key);
    }

    private static JsonPointer below(JsonPointer at, JsonNode container, String key) {
        return container.isArray() ? at.appendIndex(Integer.parseInt(key)) : at.appendProperty(key);
    }

    /// The document with the change.
    JsonNode applyTo(JsonNode document) {
        JsonNode changed = document.deepCopy();
        switch (changed.at(container)) {
            case ObjectNode mapping when takesAway() -> mapping.remove(key);
            case ObjectNode mapping -> mapping.set(key, value);
            case ArrayNode list when takesAway() -> list.remove(Integer.parseInt(key));
            case ArrayNode list -> list.set(Integer.parseInt(key), value);
            case JsonNode other -> throw new IllegalStateException("no container: " + other);
        }
        return changed;
    }

    /// Whether it makes the document so large that working on with it takes long.
    boolean isLarge() {
        return value.size() > MAX_ITEMS;
    }

    boolean takesAway() {
        return value.isMissingNode();
    }

    @Override
    public String toString() {
        String shown = value.toString();
        return container
                + "/"
                + key
                + " = "
                + (shown.length() > MAX_SHOWN ? shown.substring(0, MAX_SHOWN) + "…" : shown);
    }
}
