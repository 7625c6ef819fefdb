package net.swarmstack.definition;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;

final class FieldsTest {

    private static final String FIELDS =
            """
            - {name: text, type: string, required: true, pattern: "^[a-z]+$"}
            - {name: count, type: integer, minimum: 1, maximum: 5, default: 2}
            - {name: ratio, type: number}
            - {name: flag, type: boolean}
            - {name: colour, type: string, enum: [red, green]}
            - {name: anything, type: any}
            - name: list
              type: array
              items: {type: object, properties: {id: {type: integer, required: true}, n: {type: string, default: x}}}
            - name: object
              type: object
              properties: {a: {type: string}, b: {type: integer, default: 3}}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | \"text\" is missing (required)",
                "{\"text\":null} | \"text\" is missing (required)",
                "{\"text\":1} | \"text\" must be of type string, is integer (type)",
                "{\"text\":\"A\"} | \"text\" must match \"^[a-z]+$\" (pattern)",
                "{\"text\":\"a\",\"count\":0} | \"count\" must be at least 1 (minimum)",
                "{\"text\":\"a\",\"count\":6} | \"count\" must be at most 5 (maximum)",
                "{\"text\":\"a\",\"count\":1.5} | \"count\" must be of type integer, is number (type)",
                "{\"text\":\"a\",\"ratio\":\"1\"} | \"ratio\" must be of type number, is string (type)",
                "{\"text\":\"a\",\"flag\":\"true\"} | \"flag\" must be of type boolean, is string (type)",
                "{\"text\":\"a\",\"colour\":\"blue\"} | \"colour\" must be one of [\"red\",\"green\"] (enum)",
                "{\"text\":\"a\",\"list\":[{\"id\":1},{\"id\":\"x\"}]} | \"list[1].id\" must be of type integer, is string (type)",
                "{\"text\":\"a\",\"list\":[{}]} | \"list[0].id\" is missing (required)",
                "{\"text\":\"a\",\"object\":{\"a\":1}} | \"object.a\" must be of type string, is integer (type)"
            })
    void violationNamesTheFieldAndTheRule(String value, String violation) {
        assertThat(fields().violations(object(value))).containsExactly(violation);
    }

    @Test
    void everyViolationIsTold() {
        assertThat(fields().violations(object("{\"count\":9,\"flag\":1}")))
                .containsExactlyInAnyOrder(
                        "\"count\" must be at most 5 (maximum)",
                        "\"flag\" must be of type boolean, is integer (type)",
                        "\"text\" is missing (required)");
    }

    @Test
    void ofManyViolationsTheFirstTwentyAreTold() {
        List<String> violations =
                fields().violations(object("{\"text\":\"a\",\"list\":[" + "1,".repeat(99) + "1]}"));

        assertThat(violations).hasSize(21).last().isEqualTo("… and 80 more");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"text\":\"a\"}",
                "{\"text\":\"a\",\"flag\":null,\"colour\":null}",
                "{\"text\":\"a\",\"count\":5,\"ratio\":9007199254740993,\"anything\":[null]}",
                "{\"text\":\"a\",\"other\":1}",
                "{\"text\":\"a\",\"object\":{\"a\":null,\"z\":1}}"
            })
    void whatIsDeclaredOrNotLookedAtIsTaken(String value) {
        assertThat(fields().violations(object(value))).isEmpty();
    }

    @Test
    void defaultsGoInAndDeclaredNullsComeOut() {
        ObjectNode value =
                object(
                        "{\"text\":null,\"other\":null,\"list\":[{\"id\":1,\"n\":null}],"
                                + "\"object\":{\"a\":null}}");
        ObjectNode before = value.deepCopy();

        ObjectNode completed = fields().withDefaults(value);

        assertThat(completed)
                .isEqualTo(
                        object(
                                "{\"other\":null,\"list\":[{\"id\":1,\"n\":\"x\"}],"
                                        + "\"object\":{\"b\":3},\"count\":2}"));
        assertThat(value).isEqualTo(before);
    }

    @Test
    void violationsByFieldAreThoseOfTheFieldsGiven() {
        assertThat(fields().violationsByField(object("{\"count\":9}"))).containsOnlyKeys("count");
    }

    @Test
    void schemaIsJsonSchema() {
        Fields fields = fields("- {name: a, type: string, required: true, description: d}");

        assertThat(fields.jsonSchema())
                .isEqualTo(
                        Json.parse(
                                """
                                {"$schema":"https://json-schema.org/draft/2020-12/schema",
                                 "type":"object",
                                 "properties":{"a":{"type":"string","description":"d"}},
                                 "required":["a"]}
                                """));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "type: integer, default: x | 5:37: a value that breaks its own declaration: \"f\" must be of type integer, is string (type)",
                "type: integer, maximum: 3, default: 4 | 5:49: a value that breaks its own declaration: \"f\" must be at most 3 (maximum)",
                "type: string, enum: [a, 1] | 5:37: a value that breaks its own declaration: \"f\" must be of type string, is integer (type)",
                "type: string, enum: [] | 5:33: \"enum\" is empty",
                "type: string, pattern: '(' | 5:36: not a pattern of RE2: missing closing ): (",
                "type: string, pattern: '(?=a)' | 5:36: not a pattern of RE2: invalid or unsupported Perl syntax: (?=",
                "type: string, pattern: '((a{99}){99}){99}' | 5:36: a pattern whose repetitions make it too large",
                "type: number, minimum: 3, maximum: 2 | 5:3: \"minimum\" is greater than \"maximum\"",
                "type: number, minimum: x | 5:36: \"minimum\" must be a number, not text",
                "type: array, items: {type: strin} | 5:40: \"strin\" is no type: expected one of string, number, integer, boolean, object, array, any. Did you mean \"string\"?",
                "type: object, properties: {a: {tpe: x}} | 5:44: unknown key \"tpe\" in \"f.a\". Did you mean \"type\"?",
                "type: string, required: yes | 5:37: \"required\" must be true or false, not text",
                "type: string, minimum: 1 | 5:36: \"minimum\" is only for type number and integer, not for string"
            })
    void declarationThatMakesNoSenseIsRefused(String declaration, String problem) {
        String text = manifest("- {name: f, " + declaration + "}");

        List<String> problems = ProblemLines.of(new DefinitionReader().agent("a", text));

        assertThat(problems).contains("a:" + problem);
    }

    @Test
    void secondFieldOfANameIsRefused() {
        assertThat(
                        ProblemLines.of(
                                new DefinitionReader()
                                        .agent(
                                                "a",
                                                manifest(
                                                        "- {name: x, type: any}\n"
                                                                + "- {name: x, type: any}"))))
                .containsExactly("a:6:10: a second field \"x\": the first stands in line 5");
    }

    @Test
    @Timeout(20)
    void patternOfTheClassicBombEndsSoon() {
        Fields fields = fields("- {name: a, type: string, pattern: '^(a+)+$'}");

        assertThat(fields.violations(object("{\"a\":\"" + "a".repeat(50_000) + "b\"}"))).hasSize(1);
    }

    private static Fields fields() {
        return fields(FIELDS);
    }

    private static Fields fields(String inputs) {
        return new DefinitionReader().agent("agent.yaml", manifest(inputs)).orThrow().inputs();
    }

    private static String manifest(String inputs) {
        return "name: a\nversion: 1.0.0\nruntime: {type: node, entry: a}\ninputs:\n" + inputs;
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) Json.parse(json);
    }
}
