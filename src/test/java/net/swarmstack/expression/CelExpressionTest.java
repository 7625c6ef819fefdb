package net.swarmstack.expression;

import static net.swarmstack.expression.TemplateFixture.failure;
import static net.swarmstack.expression.TemplateFixture.problems;
import static net.swarmstack.expression.TemplateFixture.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CelExpressionTest {

    private static final String SCOPE =
            """
            {"trigger": {"score": 3.5, "n": 9007199254740993, "none": null, "s": "x", "list": [1, 2],
                         "o": {"k": true}},
             "steps": {"step-1": {"outputs": {"echoed": "hi"}, "status": "succeeded",
                                  "error": null},
                       "fetch": {"outputs": null, "status": "failed",
                                 "error": {"message": "no", "type": "timeout"}},
                       "fetch-all": {"outputs": {"count": 2}, "status": "succeeded"}}}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "trigger.score > 2 | true",
                "trigger.n + 1 | 9007199254740994",
                "trigger.none == null | true",
                "[trigger.none, 'a'] | [null,\"a\"]",
                "trigger.list.map(x, {'v': x * 2}) | [{\"v\":2},{\"v\":4}]",
                "trigger.o | {\"k\":true}",
                "trigger.?gone.?deep.orValue('x') | \"x\"",
                "has(trigger.gone) ? 1 : 2 | 2",
                "1.0 + 1.0 | 2.0",
                "true | true",
                "'a}b' + \"{\" | \"a}b{\"",
                "trigger.s.matches('^x$') | true",
                "matches('axb', 'x') | true",
                "[].all(x, x > 1) | true",
                "[1] + trigger.list | [1,1,2]",
                "1.5 + trigger.score | 5.0",
                "steps.step-1.outputs.echoed + '!' | \"hi!\"",
                "steps.fetch-all.outputs.count - 1 | 1",
                "steps.fetch-all.outputs.count-1 + 0 | 1",
                "steps.step-1.outputs.echoed + ' steps.step-1' | \"hi steps.step-1\"",
                "steps.step-1.status == r'succeeded' | true",
                "steps.fetch.outputs == null | true",
                "steps.fetch.outputs.x == null | true",
                "steps.fetch.outputs.x.y == null | true",
                "steps.fetch.error.message + '!' | \"no!\"",
                "steps.step-1.error == null | true",
                "steps.step-1.error.message == null | true",
                "has(steps.step-1.error.message) | false",
                "steps.fetch.outputs.?x.orValue(3) | 3",
                "steps.step-1.outputs.count == null | true",
                "steps.step-1.outputs.?count.orValue(7) | 7",
                "[1].map(trigger, trigger + 1) | [2]",
                "trigger.list.exists(steps, steps == 2) | true",
                "type(trigger.s) == string | true"
            })
    void longerExpressionsAreCel(String expression, String expected) {
        assertThat(value("${" + expression + "} ", SCOPE).stringValue().strip())
                .isEqualTo(expected.startsWith("\"") ? expected.replace("\"", "") : expected);
        assertThat(value("${" + expression + "}", SCOPE)).hasToString(expected);
    }

    @Test
    void idsThatOverlapMeanTheLongest() {
        assertThat(
                        ExpressionText.withQuotedIds(
                                "steps.a-b-c.x + steps.a-b", java.util.Set.of("a", "a-b", "a-b-c")))
                .isEqualTo("steps[\"a-b-c\"].x + steps[\"a-b\"]");
    }

    @Test
    void missingPathNamesItselfWhatIsThereAndTheNearest() {
        assertThat(failure("${trigger.scor + 1}", SCOPE))
                .isEqualTo(
                        "${trigger.scor + 1}: trigger has no \"scor\". Did you mean \"score\"? It"
                                + " has: score, n, none, s, list, o");
    }

    @Test
    void missingPathBeforeAChoiceIsNamedToo() {
        assertThat(failure("${trigger.scor > 2 || false ? 1 : 2}", SCOPE))
                .contains("trigger has no \"scor\". Did you mean \"score\"?");
        assertThat(failure("${1 / 0 > 2 || false ? 1 : 2}", SCOPE))
                .endsWith("an operand of || or && before a \"?\" has no value");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "trigger.n + trigger.score | write 2.0 or double(",
                "trigger.s + 1 | types that do not go together",
                "trigger.list.matches('a') | types that do not go together",
                "trigger.s > 2 | types that do not go together",
                "1 / 0 | / by zero",
                "9223372036854775807 + trigger.list[0] | overflow",
                "trigger.list[5] + 1 | : trigger.list has 2 items, none at [5]",
                "trigger.list[0].x + 1 | : trigger.list[0] is a number, so it has no \"x\"",
                "trigger.list[1 + 4] + 1 | : Index out of bounds: 5",
                "trigger['k' + 'e y'] + 1 | : there is no ke y",
                "0.0 / 0.0 | NaN",
                "1.0 / 0.0 | Infinity",
                "{1: 2} | keys are no texts",
                "[optional.of(1)] | .orValue(",
                "[timestamp('2026-01-01T00:00:00Z')] | string(",
                "{'d': duration('1s')} | string(",
                "[b'abc'] | string(",
                "true ? optional.of(1) : trigger.none | .orValue("
            })
    void whatIsNoJsonOrHasNoValueFails(String expression, String reason) {
        assertThat(failure("${" + expression + "}", SCOPE)).contains(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "trigger.none.map(x, x) | only a list or an object can be gone through, not null. trigger.none is null",
                "steps.fetch.outputs.x.exists(x, x == 1) | only a list or an object can be gone through, not null. steps.fetch.outputs.x is null",
                "trigger.s.all(x, x == trigger.none) | only a list or an object can be gone through",
                "trigger.list.map(x, x.map(y, y)) | only a list or an object can be gone through",
                "trigger.none ? 1 : 2 | expected true or false, not null. trigger.none is null",
                "trigger.list[0] && true | expected true or false, not 1",
                "trigger.list.filter(x, x.k == 1) | what stands before .k is no object, so it has no \"k\"",
                "has(trigger.s.k) | what stands before .k is no object, so it has no \"k\"",
                "trigger.list[-1] | Index out of bounds: -1 (a list is counted from 0)",
                "int(trigger.s) | no number that fits: \"x\"",
                "18446744073709551615u | gives 18446744073709551615, which is more than 9223372036854775807",
                "dyn(timestamp('2026-01-01T00:00:00Z')) | gives a timestamp, which is no JSON: end an optional with .orValue(…), and make a text of anything else with string(…)",
                "dyn(type(1)) | gives a type, which is no JSON: end an optional with .orValue(…), and make a text of anything else with string(…)"
            })
    void failureIsToldInTheWordsOfDefinitions(String expression, String reason) {
        assertThat(failure("${" + expression + "}", SCOPE))
                .isEqualTo("${" + expression + "}: " + reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "trigger.none > 1 | trigger.none is null",
                "trigger.s + trigger.none | trigger.none is null",
                "size(steps.fetch.outputs) | steps.fetch.outputs is null",
                "steps.fetch.outputs.x + 1 | steps.fetch.outputs.x is null",
                "steps.fetch.outputs.x[0] == 1 | steps.fetch.outputs.x is null",
                "steps.fetch.outputs == null && steps.fetch.outputs.x == null | steps.fetch.outputs is null"
            })
    void whatFailsBecauseAPathIsNullNamesThePath(String expression, String reason) {
        assertThat(failure("${" + expression + "}", SCOPE)).endsWith(". " + reason);
    }

    @Test
    void numbersAreSpokenOfOnlyWhereThereIsArithmetic() {
        assertThat(failure("${trigger.s > 2}", SCOPE)).doesNotContain("2.0");
        assertThat(failure("${trigger.s - 2}", SCOPE)).contains("write 2.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "optional.of(1) | an optional",
                "trigger.?x | an optional",
                "timestamp('2026-01-01T00:00:00Z') | a timestamp",
                "duration('1s') | a duration",
                "b'abc' | bytes",
                "type(1) | a type"
            })
    void resultThatJsonDoesNotHaveIsRefusedBeforeAnythingRuns(String expression, String what) {
        assertThat(problems("- ${" + expression + "}").getFirst())
                .contains("gives " + what + ", which is no JSON: end an optional with .orValue(…)");
    }

    @Test
    void syntaxErrorIsFoundBeforeAnythingRuns() {
        assertThat(problems("a: x ${1 +}").getFirst()).startsWith("1:6: ${1 +}: not CEL: ");
        assertThat(problems("a: ${'a' + 1}").getFirst()).contains("not CEL: found no matching");
    }

    @Test
    void nameWithHyphenInALongerExpressionGetsAHint() {
        assertThat(problems("- ${steps.step-9.outputs.x + 1}").getFirst())
                .contains("write [\"step-9\"] for a name with hyphens");
    }

    @Test
    void stepsHaveToBeNamed() {
        assertThat(problems("- ${steps[trigger.x].status + ''}").getFirst())
                .contains("the id of a step must follow");
        assertThat(problems("- ${size(steps)}").getFirst())
                .contains("the id of a step must follow");
        assertThat(problems("- ${steps['fech'].status + ''}").getFirst())
                .contains("Did you mean \"fetch\"?");
    }

    @Test
    void smallValueNextToALargeOneCanBeRead() {
        String scope = "{\"trigger\":{\"big\":\"" + "x".repeat(900_000) + "\",\"small\":1}}";

        assertThat(value("${trigger.small + 1}", scope)).hasToString("2");
    }

    @Test
    void valueOfMoreThanThirtyTwoKibibytesIsRefusedByItsPath() {
        String scope = "{\"trigger\":{\"big\":\"" + "x".repeat(40_000) + "\"}}";

        assertThat(failure("${size(trigger.big)}", scope))
                .startsWith("${size(trigger.big)}: trigger.big has 40002 bytes of JSON;");
    }

    @Test
    void expressionOfMoreThanFourKibibytesIsRefused() {
        assertThat(problems("- ${" + "1+".repeat(2100) + "1}").getFirst())
                .contains("longer than 4096 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))",
                "[1].map(a,[1].map(b,[1].map(c,[1].map(d,[1].map(e,[1].map(f,[1].map(g,[1].map(h,a))))))))"
                        + " == [[1].map(a,[1].map(b,[1].map(c,[1].map(d,[1].map(e,[1].map(f,[1].map(g,a)))))))]"
            })
    void deepExpressionNeitherOverflowsNorHangs(String expression) {
        assertThatCode(() -> problems("- ${" + expression + "}")).doesNotThrowAnyException();
    }

    @Test
    @Timeout(20)
    void textThatDoublesItselfIsStopped() {
        String doubling = "[trigger.s]" + ".map(x, x + x)".repeat(14) + ".map(x, size(x))";
        String scope = "{\"trigger\":{\"s\":\"" + "x".repeat(30_000) + "\"}}";

        assertThat(failure("${" + doubling + "}", scope)).contains("more than 1 MiB");
    }

    @Test
    @Timeout(20)
    void listThatDoublesItselfIsStopped() {
        String doubling = "[trigger.list]" + ".map(x, [x, x])".repeat(28) + ".map(x, x == x)";

        assertThat(failure("${" + doubling + "}", SCOPE)).contains("more than 1 MiB");
    }

    @Test
    @Timeout(20)
    void manyCopiesOfALargeListAreStopped() {
        String list = "1,".repeat(9_999) + "1";

        assertThat(
                        failure(
                                "${trigger.l.map(x, trigger.l + [1]).size()}",
                                "{\"trigger\":{\"l\":[" + list + "]}}"))
                .contains("more than 1 MiB");
    }

    @Test
    @Timeout(20)
    void nestedLoopsAreStopped() {
        String list = "1,".repeat(999) + "1";

        assertThat(
                        failure(
                                "${trigger.l.all(a, trigger.l.all(b, trigger.l.all(c, c > 0)))}",
                                "{\"trigger\":{\"l\":[" + list + "]}}"))
                .contains("Iteration budget exceeded");
    }

    @Test
    @Timeout(20)
    void patternThatWouldFillTheMemoryIsRefused() {
        String pattern = "(((a{999}){999}){999}){999}";

        assertThat(
                        failure(
                                "${'a'.matches(trigger.p)}",
                                "{\"trigger\":{\"p\":\"" + pattern + "\"}}"))
                .contains("repetitions make it too large");
    }

    @Test
    @Timeout(20)
    void manySearchesOfALongTextAreStopped() {
        String list = "1,".repeat(8_999) + "1";
        String text = "x".repeat(30_000);

        assertThat(
                        failure(
                                "${trigger.l.map(x, trigger.s.matches('(x|y)+z'))}",
                                "{\"trigger\":{\"l\":[" + list + "],\"s\":\"" + text + "\"}}"))
                .contains("is too much work");
    }

    @Test
    void valuesAreGivenNoNames() {
        assertThat(problems("- ${optional.of(trigger).optMap(v, [v, v])}").getFirst())
                .contains("optMap and optFlatMap are not taken");
    }

    @Test
    void mapOverThousandsOfItemsWorks() {
        String list = "1,".repeat(3_999) + "1";

        assertThat(
                        value(
                                "${trigger.l.map(x, x + 1).filter(x, x == 2).size()}",
                                "{\"trigger\":{\"l\":[" + list + "]}}"))
                .hasToString("4000");
    }
}
