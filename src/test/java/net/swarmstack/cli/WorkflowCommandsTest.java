package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `workflow enable`, `disable` and `runs`
final class WorkflowCommandsTest {

    @TempDir private Path folder;
    private Session session;

    @BeforeEach
    void init() {
        session = new Session(folder.resolve("root"));
        run("init");
    }

    @Test
    void disabledWorkflowIsListedAsSuchAndStillRunsByHand() {
        run("workflow", "disable", "echo-chain");

        assertThat(session.out()).isEqualTo("workflow echo-chain disabled\n");
        run("workflow", "list", "--enabled", "-o", "name");
        assertThat(session.out()).isEqualTo("parallel-echo@1.0.0\n");
        run("run", "echo-chain", "{\"message\":\"x\"}");
    }

    @Test
    void enabledWorkflowIsListedAgain() {
        run("workflow", "disable", "echo-chain");

        run("workflow", "enable", "echo-chain");

        run("workflow", "list", "--enabled", "-o", "name");
        assertThat(session.out()).isEqualTo("echo-chain@1.0.0\nparallel-echo@1.0.0\n");
    }

    @Test
    void newVersionOfADisabledWorkflowIsDisabled() throws IOException {
        workflow("flow", "1.0.0", "echo");
        run("workflow", "disable", "flow");

        workflow("flow", "1.1.0", "echo");

        run("workflow", "list", "--enabled", "-o", "name");
        assertThat(session.out()).isEqualTo("echo-chain@1.0.0\nparallel-echo@1.0.0\n");
    }

    @Test
    void runsOfAWorkflowAreItsOwn() throws IOException {
        workflow("flow", "1.0.0", "echo");
        run("run", "flow");
        run("run", "echo-chain", "{\"message\":\"x\"}");
        run("run", "echo-chain", "{\"message\":\"y\"}");

        run("workflow", "runs", "echo-chain", "-o", "name");
        String both = session.out();
        run("workflow", "runs", "echo-chain", "--limit", "1", "-o", "name");
        String newest = session.out();
        run("workflow", "runs");

        assertThat(both.lines()).hasSize(2);
        assertThat(newest.strip()).isEqualTo(both.lines().findFirst().orElseThrow());
        assertThat(session.out()).contains("flow", "echo-chain");
    }

    @Test
    void enablingMeansAllVersions() throws IOException {
        workflow("flow", "1.0.0", "echo");
        workflow("flow", "1.1.0", "echo");
        run("workflow", "disable", "flow");
        run("workflow", "list", "--enabled", "-o", "name");
        String whileDisabled = session.out();

        run("workflow", "enable", "flow");

        run("workflow", "list", "--enabled", "-o", "name");
        assertThat(whileDisabled).isEqualTo("echo-chain@1.0.0\nparallel-echo@1.0.0\n");
        assertThat(session.out())
                .isEqualTo("echo-chain@1.0.0\nflow@1.0.0\nflow@1.1.0\nparallel-echo@1.0.0\n");
    }

    @ParameterizedTest
    @CsvSource({
        "workflow enable echo-chian, 3, Did you mean \"echo-chain\"?",
        "workflow disable echo-chain@1.0.0, 2, give echo-chain",
        "workflow runs echo-chian, 3, Did you mean \"echo-chain\"?",
        "workflow runs echo-chain --limit 0, 2, expected a number",
    })
    void mistakesAreRefused(String words, int expected, String message) {
        int status = session.run(words.split(" "));

        assertThat(status).isEqualTo(expected);
        assertThat(session.out()).isEmpty();
        assertThat(session.err()).contains(message);
    }

    private void workflow(String name, String version, String agent) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve(name + version + ".yaml"),
                        """
                        name: %s
                        version: %s
                        trigger: {type: manual}
                        steps: [{id: one, agent: "%s", inputs: {message: hello}}]
                        """
                                .formatted(name, version, agent));
        run("workflow", "register", file.toString());
    }

    /// Must succeed.
    private void run(String... words) {
        assertThat(session.run(words)).as(session.err()).isZero();
    }
}
