package net.swarmstack.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.swarmstack.model.JsonReading.NoJson;
import net.swarmstack.model.JsonReading.OverBound;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

class JsonTest {

    private static final String DIGITS = "1".repeat(65);

    @ParameterizedTest
    @CsvSource({
        "'[9223372036854775807,-9223372036854775808]'",
        "'{\"a\":1.50,\"b\":1e400}'",
        "'\"\\ud83d\\udc1d\"'"
    })
    void valueWithinTheBoundsIsRead(String text) {
        assertThat(read(text)).isInstanceOf(JsonReading.Value.class);
    }

    @Test
    void deepestValueAndLongestNameAreRead() {
        assertThat(read("[".repeat(64) + "]".repeat(64))).isInstanceOf(JsonReading.Value.class);
        assertThat(read("{\"" + "é".repeat(512) + "\":1}")).isInstanceOf(JsonReading.Value.class);
        assertThat(read(DIGITS.substring(3) + ".5")).isInstanceOf(JsonReading.Value.class);
    }

    static Stream<Arguments> overBound() {
        return Stream.of(
                Arguments.of("9223372036854775808", "an integer of more than 64 bits"),
                Arguments.of(
                        "[" + DIGITS + "]", "line 1, column 2: a number of more than 64 digits"),
                Arguments.of("1e401", "a number with an exponent beyond 400"),
                Arguments.of("[1e-99999999999]", "a number with an exponent beyond 400"),
                Arguments.of("\"\\ud800\"", "half of a surrogate pair in a string"),
                Arguments.of(
                        "[".repeat(65) + "]".repeat(65),
                        "line 1, column 65: nested deeper than 64"),
                Arguments.of("[".repeat(1 << 20), "nested deeper than 100000"),
                Arguments.of(
                        "{\n\"" + "é".repeat(513) + "\":1}",
                        "line 2, column 1: a name of more than 1,024 bytes"),
                Arguments.of(
                        "[" + "1,".repeat(1 << 20) + "1]",
                        "line 1, column 2097152: more than 1,048,576 names and values"),
                Arguments.of(
                        "{\"a\":1,\"a\":2}",
                        "line 1, column 11: a name that the object has already"),
                Arguments.of(
                        "{\"a\":[NaN]}",
                        "line 1, column 7: NaN or Infinity, which JSON does not have"),
                Arguments.of(
                        "-Infinity",
                        "line 1, column 1: NaN or Infinity, which JSON does not have"));
    }

    @ParameterizedTest
    @MethodSource("overBound")
    void valueOverABoundIsToldFromTextThatIsNoJson(String text, String reason) {
        assertThat(read(text)).isEqualTo(new OverBound(reason));
    }

    static Stream<Arguments> noJson() {
        return Stream.of(
                Arguments.of("", "empty: expected one JSON value"),
                Arguments.of(" \n", "empty: expected one JSON value"),
                Arguments.of("Hello", "line 1, column 1: no JSON from here on"),
                Arguments.of("{\"a\":1,}", "line 1, column 8: no JSON from here on"),
                Arguments.of("{\"a\":\n[1", "line 2, column 3: it ends in the middle of a value"),
                Arguments.of("\"Hel", "line 1, column 5: it ends in the middle of a value"),
                Arguments.of("{\"a\":1}\n{\"a\":2}\n", "line 2, column 1: a second value"),
                Arguments.of("{} end", "line 1, column 4: no JSON from here on"),
                Arguments.of(DIGITS + " bees", "line 1, column 67: no JSON from here on"),
                Arguments.of(
                        "{\"a\":1,\"a\":", "line 1, column 12: it ends in the middle of a value"),
                Arguments.of("[NaN, nan]", "line 1, column 7: no JSON from here on"),
                Arguments.of(
                        "[".repeat(65) + "]",
                        "line 1, column 67: it ends in the middle of a value"));
    }

    @ParameterizedTest
    @MethodSource("noJson")
    void textThatIsNoJsonIsNotOverABound(String text, String reason) {
        assertThat(read(text)).isEqualTo(new NoJson(reason));
    }

    @Test
    void textThatIsNoUtf8IsNoJson() {
        byte[] latin = "\"Grüße\"".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(Json.read(latin)).isInstanceOf(NoJson.class);
    }

    @Test
    void parseThrowsTheReason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parse("{} {}"))
                .withMessage("line 1, column 4: a second value");
    }

    private static JsonReading read(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
