package net.swarmstack.definition;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Json;
import net.swarmstack.model.Located;
import net.swarmstack.model.Nearest;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes the JSON Schema of one declared field, of the items of a list and the properties of an
/// object.
final class FieldSchemaReader {

    /// What may stand in the declaration of a value.
    static final List<String> KEYS =
            List.of(
                    "type",
                    "required",
                    "description",
                    "default",
                    "enum",
                    "pattern",
                    "minimum",
                    "maximum",
                    "items",
                    "properties");

    private static final List<String> TYPES =
            List.of("string", "number", "integer", "boolean", "object", "array", "any");

    /// The types that a key makes sense for; other keys suit every type.
    private static final Map<String, List<String>> TYPES_OF_KEY =
            Map.of(
                    "pattern", List.of("string"),
                    "minimum", List.of("number", "integer"),
                    "maximum", List.of("number", "integer"),
                    "items", List.of("array"),
                    "properties", List.of("object"));

    private final Problems problems;

    FieldSchemaReader(Problems problems) {
        this.problems = problems;
    }

    /// The key `required`: false unless written.
    static boolean isRequired(Section section) {
        return section.bool("required", false);
    }

    /// The schema; none where the type is missing or unknown.
    ///
    /// @param name of the field, for problems
    Optional<ObjectNode> schema(Section section, String name) {
        Optional<LocatedText> type = section.requiredText("type");
        if (type.isEmpty()) {
            return Optional.empty();
        }
        String typeName = type.get().text();
        if (!TYPES.contains(typeName)) {
            problems.add(
                    type.get().at(),
                    Excerpt.quote(typeName)
                            + " is no type: expected one of "
                            + String.join(", ", TYPES)
                            + "."
                            + Nearest.hint(typeName, TYPES));
            return Optional.empty();
        }
        int before = problems.size();
        ObjectNode schema = Json.object();
        if (!typeName.equals("any")) {
            schema.put("type", typeName);
        }
        section.get("description")
                .ifPresent(_ -> schema.put("description", section.text("description")));
        refuseKeysOfOtherTypes(section, typeName);
        pattern(section, schema);
        bounds(section, schema);
        enumeration(section, schema);
        items(section, schema, name);
        properties(section, schema, name);
        if (problems.size() == before) {
            checkValues(section, schema, name);
        }
        section.get("default").ifPresent(value -> schema.set("default", value.toJson()));
        return Optional.of(schema);
    }

    private void refuseKeysOfOtherTypes(Section section, String type) {
        TYPES_OF_KEY.forEach((key, types) -> {
            Optional<Located> value = section.get(key);
            if (value.isPresent() && !types.contains(type)) {
                problems.add(
                        value.get().at(),
                        "\""
                                + key
                                + "\" is only for type "
                                + String.join(" and ", types)
                                + ", not for "
                                + type);
            }
        });
    }

    private void pattern(Section section, ObjectNode schema) {
        if (section.get("pattern").isEmpty()) {
            return;
        }
        section.requiredText("pattern")
                .ifPresent(pattern -> {
                    String refusal = FieldPattern.refusal(pattern.text());
                    if (refusal.isEmpty()) {
                        schema.put("pattern", pattern.text());
                    } else {
                        problems.add(pattern.at(), refusal);
                    }
                });
    }

    private void bounds(Section section, ObjectNode schema) {
        for (String key : List.of("minimum", "maximum")) {
            section.get(key)
                    .ifPresent(value -> {
                        JsonNode bound = value.toJson();
                        if (bound.isNumber()) {
                            schema.set(key, bound);
                        } else {
                            problems.add(
                                    value.at(),
                                    Section.wrongType("\"" + key + "\"", "a number", value));
                        }
                    });
        }
        if (schema.has("minimum")
                && schema.has("maximum")
                && schema.get("minimum")
                                .decimalValue()
                                .compareTo(schema.get("maximum").decimalValue())
                        > 0) {
            problems.add(section.at(), "\"minimum\" is greater than \"maximum\"");
        }
    }

    private void enumeration(Section section, ObjectNode schema) {
        section.get("enum")
                .ifPresent(value -> {
                    List<Located> choices = section.items("enum");
                    if (value instanceof Located.Sequence && choices.isEmpty()) {
                        problems.add(value.at(), "\"enum\" is empty");
                    }
                    if (!choices.isEmpty()) {
                        schema.set("enum", value.toJson());
                    }
                });
    }

    private void items(Section section, ObjectNode schema, String name) {
        section.get("items")
                .flatMap(value -> Section.of(value, "items of \"" + name + "\"", KEYS, problems))
                .flatMap(items -> {
                    // It says nothing of an item, but is not to be nonsense either.
                    isRequired(items);
                    return schema(items, name + "[]");
                })
                .ifPresent(items -> schema.set("items", items));
    }

    private void properties(Section section, ObjectNode schema, String name) {
        if (section.get("properties").isEmpty()) {
            return;
        }
        List<FieldDeclaration> fields = new ArrayList<>();
        section.mapping("properties")
                .entries()
                .forEach((key, entry) -> {
                    String path = name + "." + key;
                    Section.of(entry.value(), "\"" + path + "\"", KEYS, problems)
                            .ifPresent(property ->
                                    schema(property, path)
                                            .map(s ->
                                                    new FieldDeclaration(
                                                            key, isRequired(property), s))
                                            .ifPresent(fields::add));
                });
        schema.setAll(Fields.objectSchema(fields));
    }

    /// A default and every choice must be what the declaration demands.
    private void checkValues(Section section, ObjectNode schema, String name) {
        List<Located> values = new ArrayList<>(section.items("enum"));
        section.get("default").ifPresent(values::add);
        if (values.isEmpty()) {
            return;
        }
        var field = new Fields(true, List.of(new FieldDeclaration(name, false, schema)));
        for (Located value : values) {
            ObjectNode object = Json.object();
            object.set(name, value.toJson());
            field.violations(object)
                    .forEach(violation ->
                            problems.add(
                                    value.at(),
                                    "a value that breaks its own declaration: " + violation));
        }
    }
}
