package net.swarmstack.expression;

import static net.swarmstack.expression.TemplateFixture.VOCABULARY;
import static net.swarmstack.expression.TemplateFixture.scope;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.definition.YamlText;
import net.swarmstack.model.Json;
import net.swarmstack.model.Located;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.Problem;
import net.swarmstack.model.StepId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.node.StringNode;

import java.util.List;
import java.util.Optional;

final class ConditionTest {

    private static final String SCOPE =
            """
            {"trigger": {"score": 3.5, "ok": true, "text": "no", "none": null, "first-name": "x"},
             "steps": {"step-1": {"outputs": {"echoed": "hi", "count": 2}, "status": "succeeded",
                                  "error": null},
                       "fetch": {"outputs": null, "status": "skipped", "error": null},
                       "fetch-all": {"outputs": {"n": 1}, "status": "failed",
                                     "error": {"message": "no", "type": "timeout"}}}}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "trigger.score > 2 | true",
                "trigger.ok | true",
                "!trigger.ok | false",
                "steps.step-1.outputs.count > 1 | true",
                "steps.step-1.outputs.count - 1 > 1 | false",
                "steps.fetch-all.error.type == 'timeout' | true",
                "steps.step-1.error == null | true",
                "steps.fetch.outputs == null | true",
                "steps.fetch.outputs.found == null | true",
                "trigger['first-name'] == 'x' | true",
                "'${' == '$' + '{' | true"
            })
    void conditionHoldsOrNot(String text, boolean expected) {
        assertThat(condition(text).evaluate(scope(SCOPE)))
                .isEqualTo(new Evaluation.Value(Json.parse(String.valueOf(expected))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "\"true\"", "false"})
    void trueAndFalseThemselvesAreConditions(String yaml) {
        assertThat(parse(yaml).orThrow().evaluate(scope(SCOPE)))
                .isEqualTo(new Evaluation.Value(Json.parse(yaml.replace("\"", ""))));
    }

    @Test
    void stepsReadAreThoseThatItNames() {
        assertThat(condition("steps.step-1.status == steps['fetch'].status").stepsRead())
                .containsExactly(new StepId("step-1"), new StepId("fetch"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trigger.first-name == 'x'",
                "steps.step-9.status == 'x'",
                "steps.step-1.outputs.echoed-twice == 'x'"
            })
    void onlyTheIdOfAStepMayHoldHyphens(String text) {
        assertThat(problem(text))
                .contains("In a longer expression \"-\" is a minus: write [\"")
                .contains("\"] for a name with hyphens");
    }

    @Test
    void bracesAroundItAreRefusedWithWhatToWrite() {
        assertThat(problem("${steps.step-1.outputs.count} > 2"))
                .isEqualTo(
                        "f:1:6: ${steps.step-1.outputs.count} > 2: an \"if\" is an expression as a"
                                + " whole: write it without ${ and }");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 + 1 | integer",
                "'yes' | string",
                "null | null",
                "[true] | array",
                "{'a': true} | object",
                "steps.step-1.outputs.echoed | string",
                "steps.step-1.outputs.count | integer",
                "trigger.ok ? 'a' : 'b' | string",
                "steps.fetch.status | string"
            })
    void whatIsKnownToGiveNoBooleanIsRefusedBeforeAnythingRuns(String text, String type) {
        assertThat(problem(text))
                .endsWith(
                        "gives "
                                + type
                                + ", not boolean: expected a condition such as"
                                + " steps.fetch.outputs.count > 0");
    }

    @ParameterizedTest
    @CsvSource({
        "trigger.text, \"no\"",
        "trigger.none, null",
        "trigger.score, 3.5",
        "steps.fetch.outputs.ok, null"
    })
    void resultThatIsNotBooleanFails(String text, String result) {
        assertThat(condition(text).evaluate(scope(SCOPE)))
                .isEqualTo(
                        new Evaluation.Failed(
                                "if: " + text + ": gives " + result + ", not true or false"));
    }

    @Test
    void missingPathFailsAndNamesWhatIsThere() {
        assertThat(condition("trigger.scor > 2").evaluate(scope(SCOPE)))
                .isEqualTo(
                        new Evaluation.Failed(
                                "if: trigger.scor > 2: trigger has no \"scor\". Did you mean"
                                        + " \"score\"? It has: score, ok, text, none, first-name"));
    }

    @Test
    void emptyConditionIsRefused() {
        assertThat(problem(" "))
                .contains("empty: expected a condition such as steps.fetch.outputs.count > 0");
    }

    @Test
    void conditionOfMoreThanFourKibibytesIsRefused() {
        assertThat(problem("true" + " || true".repeat(600)))
                .endsWith("longer than 4096 characters");
    }

    private static Condition condition(String text) {
        return parse(quoted(text)).orThrow();
    }

    private static String problem(String text) {
        return switch (parse(quoted(text))) {
            case Parsed.Valid<Condition> _ -> throw new AssertionError("is taken");
            case Parsed.Invalid<Condition>(List<Problem> problems, Optional<Condition> _) ->
                    problems.getFirst().toString();
        };
    }

    private static String quoted(String text) {
        return Json.compact(StringNode.valueOf(text));
    }

    /// The condition of a step, as a file has it.
    private static Parsed<Condition> parse(String yaml) {
        var mapping = (Located.Mapping) YamlText.read("f", "if: " + yaml).orThrow();
        return Condition.parse(
                (Located.Scalar) mapping.entries().get("if").value(),
                VOCABULARY,
                new CompileAllowance());
    }
}
