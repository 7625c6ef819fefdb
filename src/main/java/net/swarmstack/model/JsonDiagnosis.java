package net.swarmstack.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import net.swarmstack.model.JsonReading.NoJson;
import net.swarmstack.model.JsonReading.OverBound;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/// Says what is wrong with a text that the reader with bounds refused. It reads without them to the
/// end, since only that tells whether the text is JSON at all; no tree is made.
final class JsonDiagnosis {

    /// Enough for any value that is one. A level takes memory, so there is a limit nevertheless.
    private static final int DEEPEST = 100_000;

    private static final JsonFactory UNBOUNDED =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEEPEST)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNumberLength(Integer.MAX_VALUE)
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .build())
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .build();

    private final JsonParser parser;
    private int depth;
    private long tokens;
    private String overBound = "";

    private JsonDiagnosis(JsonParser parser) {
        this.parser = parser;
    }

    /// @param refusal of the reader with bounds
    static JsonReading of(byte[] utf8, RuntimeException refusal) {
        try (JsonParser parser = UNBOUNDED.createParser(ObjectReadContext.empty(), utf8)) {
            return new JsonDiagnosis(parser).read(refusal);
        } catch (StreamConstraintsException e) {
            return new OverBound("nested deeper than " + DEEPEST);
        } catch (JacksonException e) {
            boolean atEnd = e.getLocation().getByteOffset() >= utf8.length;
            String what = atEnd ? "it ends in the middle of a value" : "no JSON from here on";
            return new NoJson(where(e) + what);
        }
    }

    private JsonReading read(RuntimeException refusal) {
        do {
            take(parser.nextToken());
        } while (depth > 0);
        if (parser.nextToken() != null) {
            return new NoJson(where(parser.currentTokenLocation()) + "a second value");
        }
        return new OverBound(overBound.isEmpty() ? remaining(refusal) : overBound);
    }

    private void take(JsonToken token) {
        tokens++;
        switch (token) {
            case START_OBJECT, START_ARRAY -> {
                depth++;
                check(depth > Json.MAX_DEPTH, "nested deeper than " + Json.MAX_DEPTH);
            }
            case END_OBJECT, END_ARRAY -> depth--;
            case PROPERTY_NAME ->
                    check(
                            parser.getString().getBytes(UTF_8).length > Json.MAX_NAME_BYTES,
                            "a name of more than %,d bytes".formatted(Json.MAX_NAME_BYTES));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                check(parser.isNaN(), "NaN or Infinity, which JSON does not have");
                check(
                        parser.getStringLength() > Json.MAX_DIGITS,
                        "a number of more than " + Json.MAX_DIGITS + " digits");
            }
            default -> {}
        }
        check(
                tokens > Json.MAX_TOKENS,
                "more than %,d names and values".formatted(Json.MAX_TOKENS));
    }

    /// Keeps the first reason.
    private void check(boolean isOver, String reason) {
        if (isOver && overBound.isEmpty()) {
            overBound = where(parser.currentTokenLocation()) + reason;
        }
    }

    /// Of the bounds, what is not seen here: the size of the whole, names that come twice, and
    /// exponents that no number has room for.
    private static String remaining(RuntimeException refusal) {
        return switch (refusal) {
            case StreamConstraintsException _ -> "too large";
            case JacksonException e -> where(e) + "a name that the object has already";
            default -> Json.EXPONENT;
        };
    }

    static String where(JacksonException e) {
        return e.getLocation() == null ? "" : where(e.getLocation());
    }

    private static String where(TokenStreamLocation at) {
        return "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
    }
}
