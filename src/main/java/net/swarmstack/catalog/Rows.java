package net.swarmstack.catalog;

import net.swarmstack.model.Json;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/// JSON in and out of the text columns of rows.
final class Rows {

    private Rows() {}

    /// The JSON text of a part of a definition.
    ///
    /// @param otherwise where the definition has no such part
    static String text(JsonNode source, String key, String otherwise) {
        JsonNode part = source.get(key);
        return part == null || part.isNull() ? otherwise : Json.compact(part);
    }

    /// The JSON text of an array of texts.
    static String arrayOf(List<String> texts) {
        ArrayNode array = Json.object().arrayNode();
        texts.forEach(array::add);
        return Json.compact(array);
    }

    /// Whether a JSON array of texts holds one.
    static boolean arrayHolds(String array, String text) {
        if (array.isEmpty()) {
            return false;
        }
        for (JsonNode element : Json.parseStored(array)) {
            if (element.asString("").equals(text)) {
                return true;
            }
        }
        return false;
    }

    /// Puts a text column into a row for people: null where it is empty.
    static void putText(ObjectNode row, String column, String text) {
        if (text.isEmpty()) {
            row.putNull(column);
        } else {
            row.put(column, text);
        }
    }

    /// Puts a JSON column into a row for people: null where it is empty.
    static void putJson(ObjectNode row, String column, String json) {
        if (json.isEmpty()) {
            row.putNull(column);
        } else {
            row.set(column, Json.parseStored(json));
        }
    }
}
