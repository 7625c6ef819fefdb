package net.swarmstack.catalog;

import net.swarmstack.model.Json;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

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
}
