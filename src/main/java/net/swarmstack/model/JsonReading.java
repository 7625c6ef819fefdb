package net.swarmstack.model;

import tools.jackson.databind.JsonNode;

/// What reading a text as JSON gave. Reasons say what is wrong and where, without quoting the text.
public sealed interface JsonReading {

    /// One JSON value.
    record Value(JsonNode node) implements JsonReading {}

    /// One JSON value over a bound of [Json]; `NaN` and the infinities, which many programs write,
    /// count as such.
    record OverBound(String reason) implements JsonReading {}

    /// Something else: other text, a part of a value, several values, nothing.
    record NoJson(String reason) implements JsonReading {}
}
