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

class WorkflowGraphCommandTest {

    @TempDir private Path folder;
    private Session session;

    @BeforeEach
    void startSession() {
        session = new Session(folder.resolve("root"));
    }

    @Test
    void registeredWorkflowIsDrawn() {
        session.run("init");

        int status = session.run("workflow", "graph", "echo-chain");

        assertThat(status).isZero();
        assertThat(session.out())
                .startsWith("flowchart TD\n    n0[\"")
                .contains("<br/>echo@1.0.0\"]\n", "    n0 --> n1\n");
    }

    @Test
    void whatAnExpressionRefersToIsNeededToo() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("flow.yaml"),
                        """
                        name: flow
                        version: 1.0.0
                        trigger: {type: manual}
                        steps:
                          - {id: a, agent: echo, needs: [], inputs: {message: hi}}
                          - {id: b, agent: echo, needs: [], inputs: {message: hi}}
                          - {id: c, agent: echo, needs: [a], inputs: {message: "${steps.b.outputs.echoed}"}}
                        """);

        int status = session.run("workflow", "graph", file.toString(), "-o", "dot");

        assertThat(status).as(session.err()).isZero();
        assertThat(session.out().lines().filter(line -> line.contains("->")))
                .containsExactly("    \"a\" -> \"c\";", "    \"b\" -> \"c\";");
    }

    @Test
    void pictureIsWritten() {
        session.run("init");

        session.run("workflow", "graph", "echo-chain", "-o", "svg");

        assertThat(session.out()).startsWith("<svg xmlns=").endsWith("</svg>\n");
    }

    @ParameterizedTest
    @CsvSource({
        "echo-chian, 3, 'Did you mean \"echo-chain\"?'",
        "./nowhere, 3, 'is no file'",
        "echo-chain -o png, 2, '-o \"png\" is no format: use mermaid, dot, svg.'"
    })
    void mistakeIsNamed(String words, int expected, String message) {
        session.run("init");

        int status = session.run(("workflow graph " + words).split(" "));

        assertThat(status).isEqualTo(expected);
        assertThat(session.err()).contains(message);
    }
}
