package net.swarmstack.app;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Values to put into a document: of every type, and around every bound that a key may have.
final class SampleValues {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /// For each form of text that a key may demand one that has it, and some beside it.
    private static final List<String> TEXTS =
            List.of(
                    ("|| |x|in|-x|x-|_x|X|a.b/c|.a|a b|1|1.0|1.0.0|01.0.0|1.0.0-rc.1|1.0.0-01"
                                    + "|1.0.0+b|9999999999.0.0|..|.|./a|a/.|a/..|../a|a/../b|a//b"
                                    + "|/a|a/|a/b|a\\b|a\u0007|a\u0085|a\u007f|a\r|a\n|\t\n"
                                    + "|a\tb\nc|ünï|true|x@y@1|${steps.a}|"
                                    + "😀".repeat(200))
                            .split("\\|"));

    /// Texts that are no name of anything, but may be refused all the same.
    private static final List<String> FREE_TEXTS =
            List.of(" ", "ünï", "a\\b", "a\tb\nc", "a\r", "a\u0007", "a\u0085", "x".repeat(2000));

    private static final int[] LENGTHS = {62, 63, 64, 65, 128, 129, 255, 256, 257, 1000, 1001};

    private static final List<String> NUMBERS =
            List.of(
                    ("-1 0 0.0005 0.001 0.5 1 1.5 2 15 16 100 101 256 257 300 300.5 1024 1025 10000"
                                    + " 10001 65536 65537 86400 86401 102400 102401 604800 604801"
                                    + " 1000000000")
                            .split(" "));

    private final SchemaFile schema;

    SampleValues(SchemaFile schema) {
        this.schema = schema;
    }

    /// Keys that a mapping has not, each with a value.
    Map<String, JsonNode> newKeys(JsonNode part) {
        Map<String, JsonNode> added = new LinkedHashMap<>();
        schema.keyword(part, "properties")
                .ifPresent(_ -> added.put(Mutation.UNKNOWN_KEY, JSON.numberNode(1)));
        schema.keyword(part, "propertyNames")
                .ifPresent(_ -> texts().forEach(name -> added.put(name, JSON.stringNode("x"))));
        return added;
    }

    /// What to put in the place of the value of a key. Nothing but its absence where the schema
    /// demands nothing of it, for the value may have to fit another one.
    Stream<JsonNode> inPlaceOf(JsonNode container, String key, JsonNode part) {
        Stream<JsonNode> absent = Stream.of(MissingNode.getInstance(), JSON.nullNode());
        if (schema.keyword(part, "type").isEmpty() && schema.keyword(part, "enum").isEmpty()) {
            return absent;
        }
        boolean others = key.equals("type") && (container.has("default") || container.has("enum"));
        Stream<JsonNode> own = others ? Stream.of() : own(container.path(key), part);
        return Stream.of(absent, ofEveryType(), edges(part), own).flatMap(values -> values);
    }

    private static Stream<JsonNode> ofEveryType() {
        return Stream.of(
                JSON.booleanNode(true),
                JSON.booleanNode(false),
                JSON.numberNode(0),
                JSON.numberNode(1),
                number("1.5"),
                JSON.stringNode(""),
                JSON.stringNode("1"),
                JSON.stringNode("x"),
                JSON.arrayNode(),
                JSON.arrayNode().add("x"),
                JSON.arrayNode().addNull(),
                JSON.objectNode(),
                JSON.objectNode().put("x", 1));
    }

    private Stream<JsonNode> edges(JsonNode part) {
        String types = schema.keyword(part, "type").map(JsonNode::toString).orElse("");
        boolean hasForm =
                Stream.of("pattern", "maxLength")
                        .anyMatch(k -> schema.keyword(part, k).isPresent());
        Stream<String> texts = hasForm ? texts() : FREE_TEXTS.stream();
        Stream<JsonNode> numbers =
                types.contains("number") || types.contains("integer")
                        ? NUMBERS.stream().map(SampleValues::number)
                        : Stream.of();
        return Stream.concat(
                types.contains("string") ? texts.map(JSON::stringNode) : Stream.of(), numbers);
    }

    private static Stream<String> texts() {
        return Stream.concat(
                TEXTS.stream(), IntStream.of(LENGTHS).mapToObj(length -> "x".repeat(length)));
    }

    /// A number as YAML has it: a whole one is an integer.
    private static JsonNode number(String text) {
        return text.contains(".")
                ? JSON.numberNode(new BigDecimal(text))
                : JSON.numberNode(Long.parseLong(text));
    }

    /// What the schema itself speaks of: its words, its bounds, and what is larger than it allows.
    private Stream<JsonNode> own(JsonNode old, JsonNode part) {
        Stream<JsonNode> words =
                schema.keyword(part, "enum").stream().flatMap(JsonNode::valueStream);
        Stream<JsonNode> refused =
                schema.keyword(part, "not").stream().flatMap(not -> not.path("enum").valueStream());
        Stream<JsonNode> bounds =
                Stream.of("minimum", "maximum").flatMap(key -> schema.keyword(part, key).stream());
        Stream<JsonNode> lists =
                aroundMost(part, "maxItems")
                        .mapToObj(size -> repeated(old.path(old.size() - 1), size));
        Stream<JsonNode> mappings =
                aroundMost(part, "maxProperties").mapToObj(SampleValues::mapping);
        return Stream.of(words, refused, bounds, lists, mappings).flatMap(values -> values);
    }

    private IntStream aroundMost(JsonNode part, String keyword) {
        return schema.keyword(part, keyword).stream()
                .mapToInt(JsonNode::intValue)
                .flatMap(most -> IntStream.of(most, most + 1));
    }

    private static JsonNode repeated(JsonNode item, int size) {
        ArrayNode list = JSON.arrayNode();
        IntStream.range(0, size).forEach(_ -> list.add(item));
        return list;
    }

    private static JsonNode mapping(int size) {
        ObjectNode mapping = JSON.objectNode();
        IntStream.range(0, size).forEach(i -> mapping.put("k" + i, "x"));
        return mapping;
    }
}
