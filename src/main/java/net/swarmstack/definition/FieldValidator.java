package net.swarmstack.definition;

import com.google.re2j.Pattern;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import com.networknt.schema.regex.RegularExpression;

import net.swarmstack.model.Excerpt;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Locale;

/// A compiled schema. The only class that knows the validator library, which takes a while to load:
/// [Fields] makes one when the first object is to be judged.
final class FieldValidator {

    private static final int MAX_RULE_LENGTH = 200;

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    builder ->
                            builder.schemaRegistryConfig(
                                    SchemaRegistryConfig.builder()
                                            .locale(Locale.ENGLISH)
                                            .regularExpressionFactory(FieldValidator::regex)
                                            .build()));

    private final Schema schema;

    FieldValidator(JsonNode schema) {
        this.schema = REGISTRY.getSchema(schema);
    }

    List<Violation> violations(JsonNode value) {
        return schema.validate(value).stream().map(FieldValidator::violation).toList();
    }

    /// A rule that a value breaks.
    ///
    /// @param field the declared field in which it does
    /// @param text names the field, or what is inside of it, and the rule
    record Violation(String field, String text) {}

    /// The pattern is one that the reader of declarations took.
    private static RegularExpression regex(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return value -> compiled.matcher(value).find();
    }

    private static Violation violation(Error error) {
        String keyword = error.getKeyword();
        String rule = cut(String.valueOf(error.getSchemaNode()));
        String demand =
                switch (keyword) {
                    case "required" -> "is missing";
                    case "type" ->
                            "must be of type "
                                    + error.getArguments()[1]
                                    + ", is "
                                    + error.getArguments()[0];
                    case "enum" -> "must be one of " + rule;
                    case "pattern" -> "must match " + rule;
                    case "minimum" -> "must be at least " + rule;
                    case "maximum" -> "must be at most " + rule;
                    default -> error.getMessage();
                };
        NodePath path = error.getInstanceLocation();
        return new Violation(
                path.getNameCount() == 0 ? String.valueOf(error.getProperty()) : path.getName(0),
                Excerpt.quote(place(error)) + " " + demand + " (" + keyword + ")");
    }

    /// The path of the value, as in `a.b[0]`.
    private static String place(Error error) {
        NodePath path = error.getInstanceLocation();
        var text = new StringBuilder();
        for (int i = 0; i < path.getNameCount(); i++) {
            if (path.getElement(i) instanceof Integer index) {
                text.append('[').append(index).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(path.getName(i));
            }
        }
        if ("required".equals(error.getKeyword())) {
            text.append(text.isEmpty() ? "" : ".").append(error.getProperty());
        }
        return text.toString();
    }

    private static String cut(String text) {
        return text.length() > MAX_RULE_LENGTH ? text.substring(0, MAX_RULE_LENGTH) + "…" : text;
    }
}
