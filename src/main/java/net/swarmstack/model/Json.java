package net.swarmstack.model;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;

/// JSON text to tree and back, with bounds on all that comes from outside: depth 64, numbers of 64
/// digits, names of 1,024 bytes, no duplicate keys, integers of 64 bits, whole characters.
public final class Json {

    /// The largest document read, in bytes: what an agent may write before it is compacted.
    public static final int MAX_DOCUMENT_BYTES = 8 << 20;

    static final int MAX_DEPTH = 64;
    static final int MAX_DIGITS = 64;
    static final int MAX_NAME_BYTES = 1024;

    /// As many as a compact document of 1 MiB can have; a tree takes some 50 bytes for each.
    static final long MAX_TOKENS = 1 << 20;

    static final String EXPONENT = "a number with an exponent beyond 400";

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .maxDocumentLength(MAX_DOCUMENT_BYTES)
                                                    .maxStringLength(MAX_DOCUMENT_BYTES)
                                                    .maxNumberLength(MAX_DIGITS)
                                                    .maxNameLength(MAX_NAME_BYTES)
                                                    .maxTokenCount(MAX_TOKENS)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    /// Twice the depth, for a value may stand inside a record of ours; and any length, for it was
    /// bounded when it came in.
    private static final JsonMapper STORED =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(2 * MAX_DEPTH)
                                                    .maxStringLength(Integer.MAX_VALUE)
                                                    .maxNameLength(MAX_NAME_BYTES)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private Json() {}

    /// The tree of a JSON document, or why there is none.
    public static JsonReading read(byte[] utf8) {
        JsonNode node;
        try {
            node = MAPPER.readTree(utf8);
        } catch (JacksonException | IllegalArgumentException e) {
            return JsonDiagnosis.of(utf8, e);
        }
        if (node.isMissingNode()) {
            return new JsonReading.NoJson("empty: expected one JSON value");
        }
        try {
            refuseUnsafe(node);
        } catch (IllegalArgumentException e) {
            return new JsonReading.OverBound(String.valueOf(e.getMessage()));
        }
        return new JsonReading.Value(node);
    }

    /// The tree of a JSON document.
    ///
    /// @throws IllegalArgumentException where the text is not one JSON value, or over a bound; the
    ///   message says what is wrong and where, without quoting the text
    public static JsonNode parse(byte[] utf8) {
        return switch (read(utf8)) {
            case JsonReading.Value(var node) -> node;
            case JsonReading.OverBound(var reason) -> throw new IllegalArgumentException(reason);
            case JsonReading.NoJson(var reason) -> throw new IllegalArgumentException(reason);
        };
    }

    /// The tree of a JSON document, see [#parse(byte[])].
    public static JsonNode parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The tree of a document that Swarm itself wrote.
    ///
    /// @throws IllegalArgumentException where the text is not one JSON value: somebody changed it
    public static JsonNode parseStored(String text) {
        try {
            return STORED.readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(JsonDiagnosis.where(e) + "no JSON", e);
        }
    }

    /// The compact form: one line, no spaces.
    public static String compact(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /// The compact form in UTF-8.
    public static byte[] compactBytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /// The form for people: indented by two spaces.
    public static String pretty(JsonNode node) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
    }

    /// A new, empty object.
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /// Integers of more than 64 bits lose digits in most languages, a decimal exponent of a billion
    /// is a bomb, and half of a surrogate pair has no UTF-8: none is taken.
    private static void refuseUnsafe(JsonNode node) {
        if (node.isContainer()) {
            node.propertyNames().forEach(Json::refuseHalfPairs);
            node.values().forEach(Json::refuseUnsafe);
        } else if (node.isString()) {
            refuseHalfPairs(node.stringValue());
        } else if (node.isIntegralNumber() && !node.canConvertToLong()) {
            throw new IllegalArgumentException("an integer of more than 64 bits");
        } else if (node.isBigDecimal() && Math.abs(node.decimalValue().scale()) > 400) {
            throw new IllegalArgumentException(EXPONENT);
        }
    }

    private static void refuseHalfPairs(String text) {
        if (hasHalfPair(text)) {
            throw new IllegalArgumentException("half of a surrogate pair in a string");
        }
    }

    /// Whether a text holds half of a surrogate pair, which is no character.
    public static boolean hasHalfPair(String text) {
        return text.codePoints()
                .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
