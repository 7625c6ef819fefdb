package net.swarmstack.definition;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import net.swarmstack.model.Json;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The declared inputs or outputs of an agent or workflow, and what they demand of a value. A null
/// is as good as absent. Where nothing is written about them at all, any value will do.
public final class Fields {

    private static final int MAX_VIOLATIONS = 20;

    private final boolean isWritten;
    private final List<FieldDeclaration> declarations;
    private final ObjectNode schema;
    private Optional<FieldValidator> validator = Optional.empty();

    /// @param isWritten whether the definition has the key at all
    Fields(boolean isWritten, List<FieldDeclaration> declarations) {
        this.isWritten = isWritten;
        this.declarations = List.copyOf(declarations);
        this.schema = objectSchema(declarations);
    }

    /// Whether the definition says what the fields are, if only that there are none.
    public boolean isWritten() {
        return isWritten;
    }

    /// In the order of the file; empty where nothing is declared.
    public List<FieldDeclaration> declarations() {
        return declarations;
    }

    /// The declaration of a name, where there is one.
    public Optional<FieldDeclaration> find(String name) {
        return declarations.stream().filter(field -> field.name().equals(name)).findFirst();
    }

    /// The names of the fields, in the order of the file.
    public List<String> names() {
        return declarations.stream().map(FieldDeclaration::name).toList();
    }

    /// The JSON Schema 2020-12 of an object with these fields.
    public ObjectNode jsonSchema() {
        ObjectNode whole = Json.object();
        whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        whole.setAll(schema);
        return whole;
    }

    /// The object with declared fields that are null taken out and the declared defaults put in;
    /// the argument stays as it is.
    public ObjectNode withDefaults(ObjectNode value) {
        return completeObject(schema, value);
    }

    /// What is wrong with an object, a line each, naming the field and the rule, of many the first
    /// 20; empty where all is well. Fields that are not declared are not looked at.
    public List<String> violations(ObjectNode value) {
        List<String> all =
                broken(value).stream().map(FieldValidator.Violation::text).collect(toList());
        if (all.size() > MAX_VIOLATIONS) {
            String rest = "… and " + (all.size() - MAX_VIOLATIONS) + " more";
            all.subList(MAX_VIOLATIONS, all.size()).clear();
            all.add(rest);
        }
        return all;
    }

    /// What is wrong with those fields that an object has a value for, as [#violations(ObjectNode)]
    /// says it, by the name of the field.
    public Map<String, List<String>> violationsByField(ObjectNode value) {
        return broken(value).stream()
                .filter(violation -> value.hasNonNull(violation.field()))
                .collect(
                        groupingBy(
                                FieldValidator.Violation::field,
                                LinkedHashMap::new,
                                mapping(FieldValidator.Violation::text, toList())));
    }

    private List<FieldValidator.Violation> broken(ObjectNode value) {
        return declarations.isEmpty() ? List.of() : validator().violations(withDefaults(value));
    }

    /// The schema of an object with some fields, without its dialect.
    static ObjectNode objectSchema(List<FieldDeclaration> fields) {
        ObjectNode schema = Json.object();
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        fields.forEach(field -> properties.set(field.name(), field.schema()));
        List<FieldDeclaration> required =
                fields.stream().filter(FieldDeclaration::required).toList();
        if (!required.isEmpty()) {
            ArrayNode names = schema.putArray("required");
            required.forEach(field -> names.add(field.name()));
        }
        return schema;
    }

    private synchronized FieldValidator validator() {
        FieldValidator made = validator.orElseGet(() -> new FieldValidator(jsonSchema()));
        validator = Optional.of(made);
        return made;
    }

    private static JsonNode complete(JsonNode schema, JsonNode value) {
        if (value instanceof ObjectNode object && schema.has("properties")) {
            return completeObject(schema, object);
        }
        if (value instanceof ArrayNode array && schema.has("items")) {
            ArrayNode items = array.arrayNode(array.size());
            array.values().forEach(item -> items.add(complete(schema.get("items"), item)));
            return items;
        }
        return value;
    }

    private static ObjectNode completeObject(JsonNode schema, ObjectNode value) {
        ObjectNode result = Json.object();
        result.setAll(value);
        schema.get("properties")
                .properties()
                .forEach(field -> {
                    String name = field.getKey();
                    if (result.hasNonNull(name)) {
                        result.set(name, complete(field.getValue(), result.get(name)));
                    } else if (field.getValue().has("default")) {
                        result.set(name, field.getValue().get("default").deepCopy());
                    } else {
                        result.remove(name);
                    }
                });
        return result;
    }
}
