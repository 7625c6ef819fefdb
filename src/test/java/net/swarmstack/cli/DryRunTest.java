package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Json;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class DryRunTest {

    @TempDir private Path folder;
    private Session session;

    @BeforeEach
    void startSession() {
        session = new Session(folder.resolve("root"));
    }

    @Test
    void stepsAreShownInTheOrderInWhichTheyMayStart() throws IOException {
        register(
                """
                steps:
                  - {id: last, agent: echo, needs: [left, right], inputs: {message: x}}
                  - {id: left, agent: echo, needs: [first], inputs: {message: x}, retry: {attempts: 3}}
                  - {id: right, agent: echo, needs: [first], inputs: {message: x}, timeout_seconds: 7}
                  - {id: first, agent: echo, needs: [], inputs: {message: x}}
                timeout_seconds: 90
                """);

        int status = session.run("run", "flow", "--dry-run");

        assertThat(status).as(session.err()).isZero();
        assertThat(session.out().lines().map(line -> line.replaceAll("  +", " ")))
                .startsWith("workflow flow@1.0.0", "timeout 1 m 30 s")
                .anyMatch(line ->
                        line.matches(
                                "1 first echo@1\\.0\\.0 [0-9a-f]{12} bubblewrap 128 MB 1 m 00 s 1"))
                .anyMatch(line -> line.matches("2 left echo.* 3 first"))
                .anyMatch(line -> line.matches("2 right echo.* 7\\.0 s 1 first"))
                .last()
                .asString()
                .matches("3 last echo.* left, right");
    }

    @Test
    void documentHasTheWholeDigest() throws IOException {
        register("steps: [{id: only, agent: echo, inputs: {message: x}}]\n");
        session.run("agent", "info", "echo", "-o", "json");
        String digest = Json.parse(session.out()).path("digest").asString();

        session.run("run", "flow", "--dry-run", "-o", "json");

        JsonNode plan = Json.parse(session.out());
        assertThat(plan.path("workflow_name").asString()).isEqualTo("flow");
        assertThat(plan.path("timeout_seconds").isNull()).isTrue();
        assertThat(plan.at("/steps/0/agent_digest").asString()).isEqualTo(digest);
        assertThat(plan.at("/steps/0/sandbox").asString()).isEqualTo("bubblewrap");
        assertThat(plan.at("/steps/0/level").asInt()).isEqualTo(1);
    }

    @Test
    void nothingIsStarted() throws IOException {
        register("steps: [{id: only, agent: echo, inputs: {message: x}}]\n");

        session.run("run", "flow", "--dry-run");
        session.run("runs", "list", "-o", "name");

        assertThat(session.out()).isEmpty();
    }

    @Test
    void rootIsNotMade() {
        int status = session.run("run", "echo-chain", "--dry-run");

        assertThat(status).isZero();
        assertThat(session.out()).contains("echo-chain@1.0.0");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "echo-chian, 3, 'Did you mean \"echo-chain\"?'",
        "echo-chain [1], 2, 'INPUT-JSON: not an object'",
        "flow {}, 2, 'variables: '",
        "flow {\"name\":1} --var nme=x, 2, 'Did you mean \"name\"?'"
    })
    void whatARunWouldRefuseIsRefused(String words, int expected, String message)
            throws IOException {
        register(
                """
                variables: {name: "${trigger.name}"}
                steps: [{id: only, agent: echo, inputs: {message: x}}]
                """);

        int status = session.run(("run --dry-run " + words).split(" "));

        assertThat(status).isEqualTo(expected);
        assertThat(session.out()).isEmpty();
        assertThat(session.err()).contains(message);
    }

    private void register(String text) throws IOException {
        Path file =
                Files.writeString(
                        Files.createDirectories(folder.resolve("flow")).resolve("workflow.yaml"),
                        "name: flow\nversion: 1.0.0\ntrigger: {type: manual}\n" + text);
        assertThat(session.run("workflow", "register", file.getParent().toString()))
                .as(session.err())
                .isZero();
    }
}
