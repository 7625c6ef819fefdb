package net.swarmstack.expression;

import static net.swarmstack.expression.TemplateFixture.failure;
import static net.swarmstack.expression.TemplateFixture.problems;
import static net.swarmstack.expression.TemplateFixture.scope;
import static net.swarmstack.expression.TemplateFixture.template;
import static net.swarmstack.expression.TemplateFixture.value;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.definition.YamlText;
import net.swarmstack.model.Json;
import net.swarmstack.model.StepId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class ValueTemplateTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "9007199254740993",
                "3.50",
                "true",
                "null",
                "\"text\"",
                "[1,[2,{}]]",
                "{\"a\":{\"b\":null}}"
            })
    void oneExpressionAloneKeepsTheTypeOfItsValue(String json) {
        JsonNode value = value("${trigger.x}", "{\"trigger\":{\"x\":" + json + "}}");

        assertThat(Json.compact(value)).isEqualTo(json);
    }

    @Test
    void insideOtherTextStringsGoInAsTheyAreAndOtherValuesAsCompactJson() {
        String scope =
                "{\"trigger\":{\"s\":\"a \\\"b\\\"\",\"n\":null,\"o\":{\"k\": [1, 2]},\"b\":true}}";

        JsonNode value = value("<${trigger.s}|${trigger.n}|${trigger.o}|${ trigger.b }>", scope);

        assertThat(value.stringValue()).isEqualTo("<a \"b\"||{\"k\":[1,2]}|true>");
    }

    @Test
    void doubledDollarIsALiteral() {
        JsonNode value =
                value("$${trigger.x} $$${trigger.x} ${trigger.x}$${", "{\"trigger\":{\"x\":1}}");

        assertThat(value.stringValue()).isEqualTo("${trigger.x} $${trigger.x} 1${");
    }

    @Test
    void literalOfAWholeStringIsUnescapedToo() {
        assertThat(value("$${secrets.X}", "{}").stringValue()).isEqualTo("${secrets.X}");
    }

    @Test
    void dollarsAndBracesOnTheirOwnMeanNothing() {
        assertThat(value("$5 {a} $", "{}").stringValue()).isEqualTo("$5 {a} $");
    }

    @Test
    void dataIsNeverParsed() {
        String data = "${secrets.X} $${x} ${trigger.x \" ' \n \\ \u0000 😀";
        ObjectNode trigger = Json.object();
        trigger.put("x", data);
        ObjectNode roots = Json.object();
        roots.set("trigger", trigger);

        JsonNode alone = value("${trigger.x}", Json.compact(roots));
        JsonNode within = value("<${trigger.x}>", Json.compact(roots));

        assertThat(alone.stringValue()).isEqualTo(data);
        assertThat(within.stringValue()).isEqualTo("<" + data + ">");
    }

    @Test
    void listsAndMappingsAreEvaluatedToTheirLeaves() {
        ValueTemplate template =
                ValueTemplate.parse(
                                YamlText.read(
                                                "f",
                                                """
                                                a: [1, "${trigger.x}"]
                                                b: {c: "x${trigger.x}", d: null}
                                                """)
                                        .orThrow(),
                                TemplateFixture.VOCABULARY,
                                new CompileAllowance())
                        .orThrow();

        Evaluation evaluation = template.evaluate(scope("{\"trigger\":{\"x\":[2]}}"));

        assertThat(evaluation)
                .isEqualTo(
                        new Evaluation.Value(
                                Json.parse("{\"a\":[1,[2]],\"b\":{\"c\":\"x[2]\",\"d\":null}}")));
    }

    @Test
    void stepsReadAreThoseOfPathsAndOfLongerExpressions() {
        ValueTemplate template =
                template(
                        "${steps.step-1.outputs.echoed} ${size(steps.fetch.outputs.x) > 0 ?"
                                + " steps.fetch-all.status : steps['step-1'].status}");

        assertThat(template.stepsRead())
                .containsExactly(
                        new StepId("step-1"), new StepId("fetch"), new StepId("fetch-all"));
    }

    @Test
    void constantMembersAreThoseWithoutExpressions() {
        ValueTemplate template =
                ValueTemplate.parse(
                                YamlText.read(
                                                "f",
                                                "{a: [1, '$$ {x}'], b: ['${run.id}'], c: '$${x}'}")
                                        .orThrow(),
                                TemplateFixture.VOCABULARY,
                                new CompileAllowance())
                        .orThrow();

        assertThat(template.constantMembers())
                .isEqualTo(Json.parse("{\"a\":[1,\"$$ {x}\"],\"c\":\"${x}\"}"));
    }

    @Test
    void problemsStandWhereTheExpressionStands() {
        assertThat(
                        problems(
                                """
                                plain: say ${foo}
                                "double": "é😀 ${foo} and ${trigger.x"
                                'single': ['${foo}']
                                escaped: "\\t ${foo}"
                                block: |
                                  some ${foo}
                                """))
                .containsExactly(
                        "1:12: ${foo}: \"foo\" is not known here. There is: trigger, steps,"
                                + " variables, run, config",
                        "2:15: ${foo}: \"foo\" is not known here. There is: trigger, steps,"
                                + " variables, run, config",
                        "2:26: \"${\" without its \"}\": write \"$${\" for the characters"
                                + " themselves",
                        "3:13: ${foo}: \"foo\" is not known here. There is: trigger, steps,"
                                + " variables, run, config",
                        "4:10: ${foo}: \"foo\" is not known here. There is: trigger, steps,"
                                + " variables, run, config",
                        "5:8: ${foo}: \"foo\" is not known here. There is: trigger, steps,"
                                + " variables, run, config");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secrets.X", "item", "index", "error.message", "env.PATH"})
    void rootsThatAreNotThereAreRefused(String path) {
        assertThat(problems("'${" + path + "}'"))
                .hasSize(1)
                .first()
                .asString()
                .contains("There is");
        assertThat(problems("'${size(" + path + ")}'"))
                .hasSize(1)
                .first()
                .asString()
                .contains("is not known here");
    }

    @Test
    void misspeltNamesAreRefusedWithTheNearest() {
        assertThat(
                        problems(
                                """
                                - ${triger.x}
                                - ${steps.fech.outputs}
                                - ${steps.fetch.output}
                                - ${steps.step-1.outputs.ecoed}
                                - ${run.di}
                                - ${steps}
                                - ${steps[0]}
                                - ${}
                                - ${steps.fetch.error.messag}
                                """))
                .containsExactly(
                        "1:3: ${triger.x}: \"triger\" is not known here. Did you mean \"trigger\"?"
                                + " There is: trigger, steps, variables, run, config",
                        "2:3: ${steps.fech.outputs}: \"fech\" does not exist in steps. Did you mean"
                                + " \"fetch\"? There is: "
                                + String.join(", ", TemplateFixture.VOCABULARY.steps().keySet()),
                        "3:3: ${steps.fetch.output}: \"output\" does not exist in steps.fetch. Did"
                                + " you mean \"outputs\"? There is: outputs, status, error, artifacts",
                        problems("- ${steps.step-1.outputs.ecoed}").getFirst().replace("1:", "4:"),
                        "5:3: ${run.di}: \"di\" does not exist in run. Did you mean \"id\"? There"
                                + " is: id, workflow, version, started_at",
                        "6:3: ${steps}: after \"steps\" the id of a step must follow, as in"
                                + " steps.fetch",
                        "7:3: ${steps[0]}: \"[0]\" does not exist in steps. There is: "
                                + String.join(", ", TemplateFixture.VOCABULARY.steps().keySet()),
                        "8:3: ${}: empty: expected a path such as trigger.message",
                        "9:3: ${steps.fetch.error.messag}: \"messag\" does not exist in"
                                + " steps.fetch.error. Did you mean \"message\"? There is: message,"
                                + " type");
        assertThat(problems("- ${steps.step-1.outputs.ecoed}").getFirst())
                .contains("Did you mean \"echoed\"?");
    }

    @Test
    void resultOfMoreThanOneMebibyteFails() {
        String scope = "{\"trigger\":{\"x\":\"" + "x".repeat(1 << 20) + "\"}}";

        assertThat(failure("${trigger.x}", scope))
                .isEqualTo("${trigger.x}: gives 1048578 bytes of JSON; at most 1 MiB is allowed");
    }

    @Test
    void resultsOfMoreThanEightMebibytesTogetherFail() {
        String scope = "{\"trigger\":{\"x\":\"" + "x".repeat(1_000_000) + "\"}}";

        assertThat(failure("${trigger.x}".repeat(9), scope)).contains("more than 8 MiB together");
    }

    @Test
    void valueDeeperThanSixtyFourLevelsFails() {
        String deep = "[".repeat(60) + "]".repeat(60);
        ValueTemplate template =
                ValueTemplate.parse(
                                YamlText.read("f", "[[[[['${trigger}']]]]]").orThrow(),
                                TemplateFixture.VOCABULARY,
                                new CompileAllowance())
                        .orThrow();

        assertThat(template.evaluate(scope("{\"trigger\":" + deep + "}")))
                .isEqualTo(new Evaluation.Failed("${trigger}: nested deeper than 64 levels"));
    }
}
