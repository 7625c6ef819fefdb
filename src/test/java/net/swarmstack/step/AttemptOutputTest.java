package net.swarmstack.step;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Failure;
import net.swarmstack.model.Failure.Type;
import net.swarmstack.testing.SandboxLeaks;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;

/// What counts as the output of an agent, and what does not.
final class AttemptOutputTest {

    @RegisterExtension final SandboxLeaks leaks = new SandboxLeaks();
    @TempDir Path folder;
    private AttemptFixture attempt;

    @BeforeEach
    void makeAttempt() throws IOException {
        attempt = new AttemptFixture(leaks, folder);
    }

    @Test
    void stdoutThatIsNoJsonBecomesText() throws IOException {
        attempt.shell("echo Hello; echo world");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"text\":\"Hello\\nworld\\n\"}");
    }

    @Test
    void agentThatWritesNothingGivesEmptyText() throws IOException {
        attempt.shell("exit 0");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"text\":\"\"}");
    }

    @Test
    void valueThatIsNoObjectBecomesTheResult() throws IOException {
        attempt.shell("echo '[1, 2]' >\"$SWARM_OUTPUT\"");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"result\":[1,2]}");
    }

    @Test
    void severalValuesOnStdoutAreText() throws IOException {
        attempt.shell("echo '{\"a\":1}'; echo '{\"a\":2}'");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"text\":\"{\\\"a\\\":1}\\n{\\\"a\\\":2}\\n\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "printf '{\"a\":9223372036854775808}' => an integer of more than 64 bits",
                "printf '{\"a\":1,\"a\":2}' => line 1, column 11: a name that the object has already",
                "printf '[NaN]' => line 1, column 2: NaN or Infinity, which JSON does not have",
                "printf '%065d' 0 | tr 0 '['; printf '%065d' 0 | tr 0 ']' => "
                        + "line 1, column 65: nested deeper than 64"
            })
    void stdoutThatIsJsonBeyondTheBoundsIsBad(String script, String reason) throws IOException {
        attempt.shell(script);

        Failure failure = attempt.failure();

        assertThat(failure)
                .isEqualTo(
                        new Failure(
                                Type.BAD_OUTPUT,
                                "stdout is JSON beyond what Swarm takes: " + reason));
    }

    @ParameterizedTest
    @CsvSource({
        "ln -s /etc/passwd \"$SWARM_OUTPUT\", a symbolic link",
        "mkfifo \"$SWARM_OUTPUT\", 'a pipe, socket or device'",
        "mkdir \"$SWARM_OUTPUT\", a folder",
        "echo '{' >\"$SWARM_OUTPUT\", not one JSON value",
        ": >\"$SWARM_OUTPUT\", empty",
        "echo '{}{}' >\"$SWARM_OUTPUT\", not one JSON value",
        "echo '{\"a\":9223372036854775808}' >\"$SWARM_OUTPUT\", 64 bits",
        "echo '{\"a\":\"\\ud800\"}' >\"$SWARM_OUTPUT\", surrogate"
    })
    void fileThatIsNoAcceptableJsonIsBad(String script, String reason) throws IOException {
        attempt.shell(script);

        Failure failure = attempt.failure();

        assertThat(failure.type()).isEqualTo(Type.BAD_OUTPUT);
        assertThat(failure.message()).contains(reason);
    }

    @Test
    void endlessStdoutKillsTheAgent() throws IOException {
        attempt.shell("trap '' TERM PIPE; head -c 1073741824 /dev/zero; sleep 1000");

        Failure failure = attempt.failure();

        assertThat(failure.type()).isEqualTo(Type.OUTPUT_TOO_LARGE);
        assertThat(failure.message()).contains("8,388,608 bytes to stdout");
    }

    @Test
    void outputOfJustTheLimitIsTaken() throws IOException {
        attempt.shell("cat").inputs("{\"a\":\"" + "x".repeat((1 << 20) - 8) + "\"}");

        String outputs = attempt.outputs();

        assertThat(outputs).hasSize(1 << 20);
    }

    @Test
    void outputOverTheLimitIsTooLarge() throws IOException {
        attempt.shell("cat").inputs("{\"a\":\"" + "x".repeat((1 << 20) - 7) + "\"}");

        Failure failure = attempt.failure();

        assertThat(failure.type()).isEqualTo(Type.OUTPUT_TOO_LARGE);
        assertThat(failure.message()).contains("1,048,577 bytes", "more than 1,048,576");
    }

    @Test
    void outputIsCountedInItsCompactForm() throws IOException {
        attempt.shell(
                "{ printf '{'; head -c 4000000 /dev/zero | tr '\\0' ' '; echo '}'; } >\"$SWARM_OUTPUT\"");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{}");
    }

    @Test
    void fileOverEightMebibytesIsNotRead() throws IOException {
        attempt.shell("head -c 8388609 /dev/zero >\"$SWARM_OUTPUT\"");

        Failure failure = attempt.failure();

        assertThat(failure.type()).isEqualTo(Type.OUTPUT_TOO_LARGE);
    }

    @Test
    void limitOfTheManifestCounts() throws IOException {
        attempt.shell("cat")
                .with("limits: {output_kb: 1}")
                .inputs("{\"a\":\"" + "x".repeat(1024) + "\"}");

        Failure failure = attempt.failure();

        assertThat(failure.type()).isEqualTo(Type.OUTPUT_TOO_LARGE);
    }

    @Test
    void declaredOutputsAreEnforced() throws IOException {
        attempt.shell("echo '{\"count\":\"many\"}'")
                .with("outputs: [{name: count, type: integer, required: true}]");

        Failure failure = attempt.failure();

        assertThat(failure.type()).isEqualTo(Type.BAD_OUTPUT);
        assertThat(failure.message()).contains("count");
    }

    @Test
    void undeclaredOutputsAreDroppedWithAWarning() throws IOException {
        attempt.shell("echo '{\"count\":1,\"extra\":2}'")
                .with("outputs: [{name: count, type: integer}]");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"count\":1}");
        assertThat(attempt.logText())
                .containsExactly("swarm: dropped, since agent.yaml does not declare it: extra");
    }
}
