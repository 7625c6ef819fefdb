package net.swarmstack.expression;

import static net.swarmstack.expression.TemplateFixture.failure;
import static net.swarmstack.expression.TemplateFixture.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;

final class PathExpressionTest {

    private static final String SCOPE =
            """
            {"trigger": {"a-b": [{"k.x": 7, "it's": 8, "q\\"": 9}], "a": 1, "none": null},
             "steps": {"step-1": {"outputs": {"echoed": "hi"}, "status": "succeeded",
                                  "error": null},
                       "fetch": {"outputs": null, "status": "failed",
                                 "error": {"message": "no", "type": "timeout"}}}}
            """;

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "trigger.a-b[0][\"k.x\"], 7",
                "trigger['a-b'][0][\"it's\"], 8",
                "trigger.a-b[0]['q\"'], 9",
                "steps.step-1.outputs.echoed, \"hi\"",
                "steps[\"step-1\"].status, \"succeeded\"",
                "trigger.none, null"
            })
    void pathReadsKeysWithHyphensIndexesAndQuotedKeys(String path, String expected) {
        assertThat(value("${" + path + "}", SCOPE)).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "null",
                "1",
                "a b",
                "a - b",
                "a.",
                ".a",
                "a[",
                "a[]",
                "a[-1]",
                "a[1",
                "a['x]",
                "a.b()",
                "a-b",
                "a['\\n']",
                "a['x'",
                "a.9"
            })
    void otherTextsAreNoPlainPaths(String text) {
        assertThat(PathReader.read(text)).isEmpty();
    }

    @Test
    void minusBetweenNamesIsPartOfTheName() {
        assertThat(PathReader.read("trigger.a-1").map(Path::toString))
                .isEqualTo(Optional.of("trigger.a-1"));
    }

    @Test
    void missingPathNamesItselfWhatIsThereAndTheNearest() {
        assertThat(failure("${trigger.a_b.c}", SCOPE))
                .isEqualTo(
                        "${trigger.a_b.c}: trigger has no \"a_b\". Did you mean \"a-b\"? It has:"
                                + " a-b, a, none");
        assertThat(failure("${trigger.a-b[1]}", SCOPE))
                .isEqualTo("${trigger.a-b[1]}: trigger.a-b has 1 items, none at [1]");
        assertThat(failure("${trigger.a.b}", SCOPE))
                .isEqualTo("${trigger.a.b}: trigger.a is a number, so it has no \"b\"");
        assertThat(failure("${trigger.none.b}", SCOPE))
                .isEqualTo("${trigger.none.b}: trigger.none is null, so it has no \"b\"");
        assertThat(failure("${trigger.a[0]}", SCOPE))
                .isEqualTo("${trigger.a[0]}: trigger.a is a number, no list");
        assertThat(failure("${variables.x}", SCOPE))
                .isEqualTo("${variables.x}: there is no variables here");
    }

    @Test
    void declaredOutputThatIsAbsentReadsAsNull() {
        assertThat(value("${steps.step-1.outputs.count}", SCOPE).isNull()).isTrue();
    }

    @Test
    void pathBelowTheOutputsOfASkippedStepReadsAsNull() {
        assertThat(value("${steps.fetch.outputs.mails[0].subject}", SCOPE).isNull()).isTrue();
    }

    @Test
    void errorOfAStepThatDidNotFailReadsAsNullAndSoDoesWhatIsBelow() {
        assertThat(value("${steps.step-1.error}", SCOPE).isNull()).isTrue();
        assertThat(value("${steps.step-1.error.message}", SCOPE).isNull()).isTrue();
    }

    @Test
    void errorOfAStepThatFailedHasAMessageAndAType() {
        assertThat(value("${steps.fetch.error.message}", SCOPE)).hasToString("\"no\"");
        assertThat(value("${steps.fetch.error.type}", SCOPE)).hasToString("\"timeout\"");
    }

    @Test
    void emptyObjectIsSaidToBeEmpty() {
        assertThat(failure("${trigger.x}", "{\"trigger\":{}}"))
                .isEqualTo("${trigger.x}: trigger has no \"x\". It is empty");
    }

    @Test
    void namesOfDataAreCutInMessages() {
        String name = "x".repeat(500);

        assertThat(failure("${trigger.y}", "{\"trigger\":{\"" + name + "\":1}}"))
                .isEqualTo("${trigger.y}: trigger has no \"y\". It has: " + "x".repeat(100) + "…");
    }
}
