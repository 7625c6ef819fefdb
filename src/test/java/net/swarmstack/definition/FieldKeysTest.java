package net.swarmstack.definition;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/// What the keys of a declared field mean, each on its own.
final class FieldKeysTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "string | \"a\" | 1",
                "number | 1.5 | \"1.5\"",
                "integer | 2 | 2.5",
                "boolean | true | \"true\"",
                "object | {} | []",
                "array | [] | {}"
            })
    void typeIsThatOfTheValue(String type, String taken, String refused) {
        assertThat(violations("type: " + type, taken)).isEmpty();
        assertThat(violations("type: " + type, refused))
                .singleElement()
                .asString()
                .contains("\"f\" must be of type " + type, "(type)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"", "1.5", "2", "true", "{}", "[]", "null"})
    void anyTakesEveryValue(String value) {
        assertThat(violations("type: any", value)).isEmpty();
    }

    @Test
    void fieldMayBeLeftOutUnlessItIsRequired() {
        assertThat(fields("type: string").violations(object("{}"))).isEmpty();
        assertThat(fields("type: string, required: true").violations(object("{}")))
                .containsExactly("\"f\" is missing (required)");
    }

    @Test
    void nullIsAsGoodAsAbsent() {
        assertThat(violations("type: string", "null")).isEmpty();
        assertThat(violations("type: string, required: true", "null"))
                .containsExactly("\"f\" is missing (required)");
        assertThat(fields("type: string, default: d").withDefaults(object("{\"f\":null}")))
                .isEqualTo(object("{\"f\":\"d\"}"));
    }

    @Test
    void defaultsAreAppliedBeforeTheCheck() {
        Fields fields = fields("type: string, required: true, default: d");

        assertThat(fields.violations(fields.withDefaults(object("{}")))).isEmpty();
    }

    @Test
    void descriptionIsInTheSchema() {
        assertThat(fields("type: string, description: Whom to greet").jsonSchema())
                .asString()
                .contains("\"description\":\"Whom to greet\"");
    }

    @Test
    void enumListsTheValues() {
        assertThat(violations("type: any, enum: [red, 1]", "1")).isEmpty();
        assertThat(violations("type: any, enum: [red, 1]", "2"))
                .containsExactly("\"f\" must be one of [\"red\",1] (enum)");
    }

    @Test
    void patternIsFoundAnywhereInTheText() {
        assertThat(violations("type: string, pattern: b", "\"abc\"")).isEmpty();
        assertThat(violations("type: string, pattern: ^b", "\"abc\""))
                .containsExactly("\"f\" must match \"^b\" (pattern)");
    }

    @Test
    void minimumAndMaximumAreInTheRange() {
        String declaration = "type: number, minimum: 1, maximum: 2.5";

        assertThat(violations(declaration, "1")).isEmpty();
        assertThat(violations(declaration, "2.5")).isEmpty();
        assertThat(violations(declaration, "0.9"))
                .containsExactly("\"f\" must be at least 1 (minimum)");
        assertThat(violations(declaration, "2.6"))
                .containsExactly("\"f\" must be at most 2.5 (maximum)");
    }

    @Test
    void itemsHoldForEachElement() {
        assertThat(violations("type: array, items: {type: integer, minimum: 1}", "[1, 0]"))
                .containsExactly("\"f[1]\" must be at least 1 (minimum)");
    }

    @Test
    void propertiesHoldForTheKeysOfAnObject() {
        String declaration = "type: object, properties: {a: {type: string, required: true}}";

        assertThat(violations(declaration, "{\"a\":\"x\",\"other\":1}")).isEmpty();
        assertThat(violations(declaration, "{}")).containsExactly("\"f.a\" is missing (required)");
    }

    private static List<String> violations(String declaration, String value) {
        return fields(declaration).violations(object("{\"f\":" + value + "}"));
    }

    private static Fields fields(String declaration) {
        String text =
                "name: a\nversion: 1.0.0\nruntime: {type: node, entry: a}\ninputs: [{name: f, "
                        + declaration
                        + "}]\n";
        return new DefinitionReader().agent("a", text).orThrow().inputs();
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) Json.parse(json);
    }
}
