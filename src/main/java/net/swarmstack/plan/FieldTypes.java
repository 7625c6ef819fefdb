package net.swarmstack.plan;

import net.swarmstack.definition.FieldDeclaration;
import net.swarmstack.definition.Fields;
import net.swarmstack.expression.ValueType;
import net.swarmstack.expression.ValueType.ListOf;
import net.swarmstack.expression.ValueType.ObjectOf;
import net.swarmstack.expression.ValueType.Scalar;

import tools.jackson.databind.JsonNode;

import java.util.LinkedHashMap;

/// What the declarations of fields say about the types of values.
final class FieldTypes {

    private FieldTypes() {}

    /// An object with these fields; with any, where none is declared.
    static ObjectOf ofFields(Fields fields) {
        var types = new LinkedHashMap<String, ValueType>();
        for (FieldDeclaration field : fields.declarations()) {
            types.put(field.name(), of(field.schema()));
        }
        return new ObjectOf(types);
    }

    /// A value of this JSON Schema, as [FieldDeclaration#schema()] has it.
    private static ValueType of(JsonNode schema) {
        return switch (schema.path("type").asString("any")) {
            case "string" -> Scalar.STRING;
            case "number" -> Scalar.NUMBER;
            case "integer" -> Scalar.INTEGER;
            case "boolean" -> Scalar.BOOLEAN;
            case "array" -> new ListOf(schema.has("items") ? of(schema.get("items")) : Scalar.ANY);
            case "object" -> {
                var types = new LinkedHashMap<String, ValueType>();
                schema.path("properties")
                        .properties()
                        .forEach(property -> types.put(property.getKey(), of(property.getValue())));
                yield new ObjectOf(types);
            }
            default -> Scalar.ANY;
        };
    }
}
