package net.swarmstack.expression;

import static net.swarmstack.expression.TemplateFixture.failure;
import static net.swarmstack.expression.TemplateFixture.problems;
import static net.swarmstack.expression.TemplateFixture.template;
import static net.swarmstack.expression.TemplateFixture.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.UnsignedLong;

import dev.cel.runtime.CelUnknownSet;

import net.swarmstack.model.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/// Where CEL or its library would do what nobody expects.
final class CelTrapsTest {

    private static final String SCOPE =
            """
            {"trigger": {"n": 9007199254740993, "most": 9223372036854775807, "f": 3.5, "two": 2,
                         "none": null, "list": [1, null, {"k": null}], "in": 1, "a-b": {"c.d": 2},
                         "text": "x"}}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "trigger.n | 9007199254740993",
                "trigger.n + 0 | 9007199254740993",
                "[trigger.n][0] | 9007199254740993",
                "trigger.most | 9223372036854775807",
                "trigger.most - 0 | 9223372036854775807",
                "-9223372036854775808 | -9223372036854775808",
                "string(trigger.n) | \"9007199254740993\"",
                "trigger.n == 9007199254740993 && trigger.n != 9007199254740992 | true"
            })
    void integersAreExactToSixtyFourBits(String expression, String expected) {
        assertThat(Json.compact(value("${" + expression + "}", SCOPE))).isEqualTo(expected);
    }

    @Test
    void integerOfMoreThanSixtyFourBitsIsRefused() {
        assertThat(problems("- ${9223372036854775808 + 1}").getFirst()).contains("not CEL: ");
        assertThat(failure("${trigger.most + 1}", SCOPE)).contains("overflow");
        assertThat(failure("${trigger.most * 2}", SCOPE)).contains("overflow");
    }

    @Test
    void numberOfDataThatIsTooLargeForCelIsRefused() {
        ObjectNode trigger = Json.object();
        trigger.set("whole", JsonNodeFactory.instance.numberNode(BigInteger.ONE.shiftLeft(64)));
        trigger.set("fraction", JsonNodeFactory.instance.numberNode(new BigDecimal("1e400")));

        for (String name : trigger.propertyNames()) {
            assertThat(template("${trigger." + name + " > 1}").evaluate(_ -> Optional.of(trigger)))
                    .isEqualTo(
                            new Evaluation.Failed(
                                    "${trigger."
                                            + name
                                            + " > 1}: a number is too large for a longer"
                                            + " expression"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trigger.f > 2",
                "trigger.f > trigger.two",
                "trigger.two < 2.5",
                "trigger.two == 2.0",
                "2.0 in [trigger.two]",
                "trigger.list[0] >= 0.5"
            })
    void wholeNumbersAndFractionsAreCompared(String expression) {
        assertThat(value("${" + expression + "}", SCOPE)).hasToString("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trigger.f + trigger.two", "trigger.two + trigger.f", "trigger.f + 1"})
    void arithmeticOnMixedNumbersSaysWhatToWrite(String expression) {
        assertThat(failure("${" + expression + "}", SCOPE)).contains("write 2.0 or double(…)");
    }

    @Test
    void arithmeticOnMixedNumbersIsRefusedBeforeAnythingRunsWhereItIsKnown() {
        assertThat(problems("- ${size(trigger.x) + 1.5}").getFirst())
                .endsWith("For a whole number and a fraction write 2.0 or double(…)");
    }

    @Test
    void choiceOfTwoTypesSaysWhatToWrite() {
        assertThat(problems("- '${has(trigger.x) ? 1 : null}'").getFirst())
                .endsWith("For a choice of two types write dyn(…) around one");
        assertThat(value("${has(trigger.x) ? dyn(1) : null}", SCOPE).isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "trigger.none == null | true",
                "trigger.list.map(x, x == null) | [false,true,false]",
                "trigger.list[2].k == null | true",
                "trigger.list + [null] | [1,null,{\"k\":null},null]",
                "{'a': trigger.none, 'b': [null]} | {\"a\":null,\"b\":[null]}",
                "has(trigger.none) | true",
                "trigger.?none.orValue('x') | null",
                "trigger.none != null && trigger.none > 1 | false",
                "type(trigger.none) == null_type | true"
            })
    void nullOfJsonIsNullOfCel(String expression, String expected) {
        assertThat(value("${" + expression + "}", SCOPE)).hasToString(expected);
    }

    @Test
    void unknownResultFails() {
        assertThatThrownBy(() -> CelValues.toJson(CelUnknownSet.create(1L)))
                .isInstanceOf(ExpressionException.class)
                .hasMessage("gives no value: something in it is unknown");
    }

    @Test
    void unsignedIntegerIsAnIntegerWhereItFits() throws ExpressionException {
        assertThat(CelValues.toJson(UnsignedLong.valueOf(7))).hasToString("7");
        assertThatThrownBy(() -> CelValues.toJson(UnsignedLong.MAX_VALUE))
                .isInstanceOf(ExpressionException.class)
                .hasMessageEndingWith("which is more than 9223372036854775807");
    }

    @Test
    void errorInAListIsTold() {
        assertThat(failure("${[trigger.gone || false]}", SCOPE))
                .isEqualTo("${[trigger.gone || false]}: key 'gone' is not present in map.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0 / 0.0", "1.0 / 0.0", "[-1.0 / 0.0]", "{'a': 0.0 / 0.0}"})
    void resultThatIsNoNumberOfJsonFails(String expression) {
        assertThat(failure("${" + expression + "}", SCOPE)).contains("no number in JSON");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "trigger.in | 1",
                "trigger['in'] + 1 | 2",
                "trigger['a-b']['c.d'] + 1 | 3",
                "trigger[?'in'].orValue(0) + 1 | 2",
                "trigger[?'gone'].orValue(0) + 1 | 1",
                "trigger.?gone.?deeper.orValue(5) | 5",
                "'in' in trigger | true"
            })
    void namesThatCelCantReadAreIndexed(String expression, String expected) {
        assertThat(value("${" + expression + "}", SCOPE)).hasToString(expected);
    }

    @Test
    void keyThatIsWrittenTwiceFails() {
        assertThat(failure("${{'a': trigger.two, 'a': 2}}", SCOPE)).contains("a");
    }

    @Test
    void patternIsFoundAnywhereInTheText() {
        assertThat(value("${'axb'.matches('x') && !'axb'.matches('^x')}", SCOPE))
                .hasToString("true");
    }

    @Test
    void patternsHaveNoBackReferences() {
        assertThat(failure("${'aa'.matches('(a)\\\\1')}", SCOPE)).contains("invalid escape");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trigger.text + 1",
                "trigger.text > 1",
                "trigger.list.startsWith('x')",
                "size(trigger.two) > 1",
                "trigger.two && true",
                "trigger.text[0]"
            })
    void typeErrorFails(String expression) {
        assertThat(failure("${" + expression + "}", SCOPE))
                .startsWith("${" + expression + "}: ")
                .hasSizeLessThan(400);
    }

    @Test
    void manyValuesTogetherAreBounded() {
        var scope = new StringBuilder("{\"trigger\":{");
        var sum = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            scope.append("\"t").append(i).append("\":\"").append("x".repeat(30_000)).append("\",");
            sum.append("size(trigger.t").append(i).append(") + ");
        }

        assertThat(
                        failure(
                                "${[" + sum.toString().replace(" + ", ",") + "1].size()}",
                                scope + "\"z\":1}}"))
                .contains("reads more than 1 MiB of JSON: trigger.t");
    }
}
