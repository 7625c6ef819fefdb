package net.swarmstack.step;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Failure;
import net.swarmstack.model.Failure.Type;
import net.swarmstack.sandbox.TakenFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;

final class AgentFailureTest {

    private static final TakenFile NOTHING = new TakenFile.Absent();

    @ParameterizedTest
    @CsvSource({
        "1, ERROR, true",
        "64, ERROR, true",
        "65, BAD_INPUT, false",
        "66, ERROR, true",
        "75, ERROR, true",
        "77, ERROR, false",
        "78, ERROR, false",
        "127, ERROR, true",
        "255, ERROR, true"
    })
    void exitStatusDecides(int status, Type type, boolean retryable) {
        Failure failure = AgentFailure.exited(status, NOTHING, "");

        assertThat(failure).isEqualTo(new Failure(type, "exit status " + status, retryable));
    }

    @Test
    void signalMayBeRetried() {
        Failure failure = AgentFailure.signaled(9, NOTHING, "");

        assertThat(failure).isEqualTo(new Failure(Type.ERROR, "killed by signal 9", true));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65, 75, 77, 78, 255})
    void agentMakesAnyExitStatusFinal(int status) {
        TakenFile file = file("{\"error\":{\"message\":\"no\",\"retryable\":false}}");

        Failure failure = AgentFailure.exited(status, file, "");

        assertThat(failure.retryable()).isFalse();
    }

    @Test
    void agentMakesADeathBySignalFinal() {
        TakenFile file = file("{\"error\":{\"message\":\"no\",\"retryable\":false}}");

        Failure failure = AgentFailure.signaled(15, file, "");

        assertThat(failure).isEqualTo(new Failure(Type.ERROR, "no", false));
    }

    @ParameterizedTest
    @CsvSource({
        "1, ERROR, true",
        "65, BAD_INPUT, false",
        "75, ERROR, true",
        "77, ERROR, false",
        "78, ERROR, false"
    })
    void agentCanNotMakeAFinalExitStatusRetryable(int status, Type type, boolean retryable) {
        TakenFile file = file("{\"error\":{\"message\":\"again\",\"retryable\":true}}");

        Failure failure = AgentFailure.exited(status, file, "");

        assertThat(failure).isEqualTo(new Failure(type, "again", retryable));
    }

    @ParameterizedTest
    @CsvSource({
        "75, error: rate_limited: too many requests",
        "65, bad_input: rate_limited: too many requests"
    })
    void typeOfTheAgentStandsBeforeItsMessage(int status, String column) {
        TakenFile file =
                file("{\"error\":{\"type\":\"rate_limited\",\"message\":\"too many requests\"}}");

        Failure failure = AgentFailure.exited(status, file, "last line");

        assertThat(failure).hasToString(column);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"two words\"",
                "\"colon:\"",
                "\"1st\"",
                "\"esc\\u001b[31m\"",
                "\"line\\n\"",
                "\"a2345678901234567890123456789012345678901234567890123456789012345\"",
                "7",
                "null",
                "[\"quota\"]",
                "{\"a\":1}"
            })
    void typeThatIsNoWordIsLeftOut(String type) {
        TakenFile file = file("{\"error\":{\"type\":" + type + ",\"message\":\"too many\"}}");

        Failure failure = AgentFailure.exited(1, file, "");

        assertThat(failure.message()).isEqualTo("too many");
    }

    @Test
    void typeOf64CharactersIsKept() {
        String type = "a".repeat(64);

        Failure failure =
                AgentFailure.exited(1, file("{\"error\":{\"type\":\"" + type + "\"}}"), "");

        assertThat(failure.message()).isEqualTo(type + ": exit status 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\" \\n\\t\"", "\"\\u0000\\u001b\"", "7", "null", "{}", "[]"})
    void messageThatSaysNothingGivesWayToTheLastLine(String message) {
        TakenFile file = file("{\"error\":{\"type\":\"quota\",\"message\":" + message + "}}");

        Failure failure = AgentFailure.exited(75, file, "no credit left");

        assertThat(failure.message()).isEqualTo("quota: no credit left");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \t", "\u001b\u0007", "{\"msg\":\"\"}", "{\"msg\":\" \"}"})
    void lastLineThatSaysNothingGivesWayToTheExitStatus(String lastLine) {
        Failure failure = AgentFailure.exited(3, NOTHING, lastLine);

        assertThat(failure.message()).isEqualTo("exit status 3");
    }

    @Test
    void messageIsOneLineWithoutControlCharacters() {
        TakenFile file =
                file("{\"error\":{\"message\":\"one\\ntwo\\u001b[31m\\u0000\\u202e three\"}}");

        Failure failure = AgentFailure.exited(1, file, "");

        assertThat(failure.message()).isEqualTo("one two[31m three");
    }

    @Test
    void messageIsCut() {
        TakenFile file =
                file("{\"error\":{\"type\":\"t\",\"message\":\"" + "x".repeat(100_000) + "\"}}");

        Failure failure = AgentFailure.exited(1, file, "");

        assertThat(failure.message()).isEqualTo("t: " + "x".repeat(1000) + "…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"false\"", "0", "null", "[]", "{}"})
    void retryableThatIsNoBooleanSaysNothing(String retryable) {
        TakenFile file = file("{\"error\":{\"retryable\":" + retryable + "}}");

        Failure failure = AgentFailure.exited(75, file, "");

        assertThat(failure).isEqualTo(new Failure(Type.ERROR, "exit status 75", true));
    }

    static List<TakenFile> unusable() {
        return List.of(
                file(""),
                file("no JSON"),
                file("{\"error\":{\"message\":\"cut o"),
                file("[{\"error\":{\"message\":\"in a list\"}}]"),
                file("\"error\""),
                file("null"),
                file("{}"),
                file("{\"error\":null}"),
                file("{\"error\":[\"message\"]}"),
                file("{\"message\":\"one level too high\",\"retryable\":false}"),
                file("{\"error\":{\"message\":\"a\",\"message\":\"b\"}}"),
                file("{\"error\":" + "[".repeat(100_000)),
                new TakenFile.TooLarge(1L << 40),
                new TakenFile.NotAFile("a symbolic link"));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void fileThatHoldsNoErrorChangesNothing(TakenFile file) {
        Failure failure = AgentFailure.exited(75, file, "last line");

        assertThat(failure).isEqualTo(new Failure(Type.ERROR, "last line", true));
    }

    private static TakenFile file(String content) {
        return new TakenFile.Content(content.getBytes(StandardCharsets.UTF_8));
    }
}
