package net.swarmstack.step;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Failure;
import net.swarmstack.model.StepId;
import net.swarmstack.testing.SandboxLeaks;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// What stands in the log of an attempt.
final class AttemptLogTest {

    @RegisterExtension final SandboxLeaks leaks = new SandboxLeaks();
    @TempDir Path folder;
    private AttemptFixture attempt;

    @BeforeEach
    void makeAttempt() throws IOException {
        attempt = new AttemptFixture(leaks, folder);
    }

    @Test
    void stdoutIsALogWhereTheOutputWasWritten() throws IOException {
        attempt.shell("echo progress; echo '{}' >\"$SWARM_OUTPUT\"; echo done");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{}");
        assertThat(attempt.logText()).containsExactly("stdout: progress", "stdout: done");
    }

    @Test
    void stdoutThatIsTheOutputIsNoLog() throws IOException {
        attempt.shell("echo private");

        attempt.outputs();

        assertThat(attempt.log()).isEmpty();
    }

    @Test
    void stdoutOfAFailedAgentIsALog() throws IOException {
        attempt.shell("echo before; exit 1");

        attempt.failure();

        assertThat(attempt.logText()).containsExactly("stdout: before");
    }

    @Test
    void structuredLinesStayStructuredAndForgeNothing() throws IOException {
        attempt.shell("echo '{\"msg\":\"hi\",\"stream\":\"swarm\",\"at\":\"never\",\"n\":1}' >&2");

        attempt.outputs();

        JsonNode line = attempt.log().getFirst();
        assertThat(line.get("stream").stringValue()).isEqualTo("stderr");
        assertThat(line.get("msg").stringValue()).isEqualTo("hi");
        assertThat(line.get("at").stringValue()).matches("20\\d\\d-.*Z");
        assertThat(line.get("fields").get("n").intValue()).isEqualTo(1);
    }

    @Test
    void logIsBoundedAndSaysSo() throws IOException {
        attempt.shell(
                        "head -c 200000000 /dev/zero | tr '\\0' x >&2; echo >&2; echo last >&2; exit 1")
                .with("limits: {log_kb: 200}");

        Failure failure = attempt.failure();

        assertThat(failure.message()).isEqualTo("last");
        assertThat(attempt.log()).hasSize(4);
        assertThat(attempt.log().getFirst().get("msg").stringValue()).hasSize(64 * 1024);
        assertThat(attempt.logText().getLast())
                .isEqualTo(
                        "swarm: the log has reached its limit of 204,800 bytes: the rest is dropped");
    }

    @Test
    void logIsForItsOwnerAlone() throws IOException {
        attempt.shell("echo line >&2");

        attempt.outputs();

        Path log = attempt.logs.attemptFile(attempt.run, new StepId("greet"), 1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log.getParent())))
                .isEqualTo("rwx------");
    }
}
