package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// `delete`
final class DeleteCommandTest {

    @TempDir private Path folder;
    private Path root;
    private Session session;

    @BeforeEach
    void init() {
        root = folder.resolve("root");
        session = new Session(root);
        run("init");
    }

    @Test
    void deletedAgentIsGoneAndItsFilesStay() throws IOException {
        Path agent = agent("mine", "1.0.0");

        run("agent", "delete", "mine");

        assertThat(session.out()).isEqualTo("agent mine@1.0.0 deleted\n");
        assertThat(session.err()).isEqualTo("its files stay: " + agent + "\n");
        assertThat(session.run("agent", "info", "mine")).isEqualTo(3);
        run("agent", "list", "-o", "name");
        assertThat(session.out()).isEqualTo("echo@1.0.0\n");
        assertThat(agent).isDirectoryContaining("glob:**agent.yaml");
    }

    @Test
    void registeringADeletedVersionRevivesItsRow() throws Exception {
        Path agent = agent("mine", "1.0.0");
        String id = value("SELECT id FROM agents WHERE name = 'mine'");
        run("agent", "delete", "mine");

        run("agent", "register", agent.toString());

        assertThat(session.out()).isEqualTo("agent mine@1.0.0 revived\n");
        assertThat(value("SELECT id FROM agents WHERE name = 'mine' AND deleted_at IS NULL"))
                .isEqualTo(id);
    }

    @Test
    void deletedVersionMayComeBackWithAnotherContent() throws IOException {
        Path agent = agent("mine", "1.0.0");
        run("agent", "delete", "mine");
        Files.writeString(agent.resolve("more.txt"), "more");

        run("agent", "register", agent.toString());

        assertThat(session.out()).isEqualTo("agent mine@1.0.0 revived\n");
    }

    @Test
    void oneVersionIsDeletedAlone() throws IOException {
        agent("mine", "1.0.0");
        agent("mine", "1.1.0");

        run("agent", "delete", "mine@1.0.0");

        run("agent", "list", "-o", "name");
        assertThat(session.out()).isEqualTo("echo@1.0.0\nmine@1.1.0\n");
    }

    @Test
    void agentThatAWorkflowNeedsIsNotDeleted() {
        int status = session.run("agent", "delete", "echo");

        assertThat(status).isEqualTo(1);
        assertThat(session.out()).isEmpty();
        assertThat(session.err())
                .isEqualTo(
                        "not deleted: needed by echo-chain@1.0.0, parallel-echo@1.0.0. To delete it all the same:"
                                + " --force\n");
    }

    @Test
    void agentThatTheNewestVersionDoesNotNeedIsDeleted() throws IOException {
        agent("mine", "1.0.0");
        agent("mine", "1.1.0");
        workflow("flow", "1.0.0", "mine@1.0.0");
        workflow("flow", "1.1.0", "mine@^1");

        run("agent", "delete", "mine@1.0.0");

        assertThat(session.run("agent", "delete", "mine")).isEqualTo(1);
        assertThat(session.err()).contains("needed by flow@1.1.0");
    }

    @Test
    void forceAsksOnATerminal() {
        session.typing("no\n");
        int refused = session.run("agent", "delete", "echo", "--force");
        String asked = session.err();
        session.typing("yes\n");
        int done = session.run("agent", "delete", "echo", "--force");

        assertThat(refused).isEqualTo(1);
        assertThat(asked)
                .isEqualTo(
                        """
                        needed by echo-chain@1.0.0, parallel-echo@1.0.0
                        deleting it: these workflows can't start any more
                        delete it? Type yes:
                        not deleted
                        """);
        assertThat(done).isZero();
        assertThat(session.run("run", "echo-chain", "{\"message\":\"x\"}")).isEqualTo(2);
        assertThat(session.err()).contains("\"echo\" does not exist");
    }

    @Test
    void forceOffATerminalNeedsYes() {
        session.stdin("yes\n".getBytes(StandardCharsets.UTF_8));

        int refused = session.run("agent", "delete", "echo", "--force");

        assertThat(refused).isEqualTo(2);
        assertThat(session.err()).contains("no terminal to ask on. Give --yes too.");
        run("agent", "info", "echo");
    }

    @Test
    void workflowThatLacksAnAgentIsNamedWhenItIsRun() {
        run("agent", "delete", "echo", "--force", "--yes");

        int status = session.run("run", "echo-chain", "{\"message\":\"x\"}");

        assertThat(status).isEqualTo(2);
        assertThat(session.err())
                .startsWith("echo-chain@1.0.0:1:1: step \"first\": agent \"echo\" does not exist.");
    }

    @Test
    void agentThatOnlyAHandlerNeedsIsNotDeleted() throws IOException {
        agent("mine", "1.0.0");
        Path file =
                Files.writeString(
                        folder.resolve("flow.yaml"),
                        """
                        name: flow
                        version: 1.0.0
                        steps: [{id: one, agent: echo, inputs: {message: hello}}]
                        finally: [{step: {id: tidy, agent: mine}}]
                        """);
        run("workflow", "register", file.toString());

        int status = session.run("agent", "delete", "mine");

        assertThat(status).isEqualTo(1);
        assertThat(session.err()).contains("needed by flow@1.0.0");
    }

    @Test
    void deletedBundledThingsStayDeletedWhenTheRootIsRepaired() throws IOException {
        run("agent", "delete", "echo", "--force", "--yes");
        Files.delete(root.resolve("swarm-agents/echo/main.js"));

        run("init");

        run("agent", "list", "-o", "name");
        assertThat(session.out()).isEmpty();
        assertThat(root.resolve("swarm-agents/echo/main.js")).exists();
    }

    @Test
    void oneVersionOfAWorkflowIsDeletedAlone() throws IOException {
        workflow("flow", "1.0.0", "echo");
        workflow("flow", "1.1.0", "echo");

        run("workflow", "delete", "flow@1.1.0");

        run("workflow", "info", "flow", "-o", "name");
        assertThat(session.out()).isEqualTo("flow@1.0.0\n");
    }

    @Test
    void deletedWorkflowsRunsStay() {
        run("run", "echo-chain", "{\"message\":\"x\"}");

        run("workflow", "delete", "echo-chain");

        assertThat(session.out()).isEqualTo("workflow echo-chain@1.0.0 deleted\n");
        run("workflow", "list", "-o", "name");
        assertThat(session.out()).isEqualTo("parallel-echo@1.0.0\n");
        run("workflow", "runs", "echo-chain", "-o", "name");
        assertThat(session.out().lines()).hasSize(1);
        run("runs", "show", session.out().strip(), "--events");
    }

    @Test
    void workflowWithAnOpenRunIsDeletedWithTheRunByForceOnly() throws Exception {
        String run = interruptedRun();

        int refused = session.run("workflow", "delete", "echo-chain");
        String why = session.err();
        run("workflow", "delete", "echo-chain", "--force", "--yes");

        assertThat(refused).isEqualTo(1);
        assertThat(why)
                .startsWith("not deleted: open runs: " + Text.shortId(run))
                .contains("(its process is gone)");
        assertThat(session.err()).contains("these runs are removed, with their histories and logs");
        assertThat(session.run("runs", "show", run)).isEqualTo(3);
        assertThat(value("SELECT count(*) FROM run_events")).isEqualTo("0");
        assertThat(value("SELECT count(*) FROM step_executions")).isEqualTo("0");
        assertThat(root.resolve("swarm-registry/logs/workflow-runs/" + run)).doesNotExist();
    }

    @Test
    void agentOfAnOpenRunIsNotDeleted() throws Exception {
        String run = interruptedRun();
        run("workflow", "list");

        int status = session.run("agent", "delete", "echo");

        assertThat(status).isEqualTo(1);
        assertThat(session.err()).contains("open runs: " + Text.shortId(run));
    }

    @ParameterizedTest
    @CsvSource({
        "agent delete ehco, 3, Did you mean \"echo\"?",
        "agent delete echo@2.0.0, 3, has no version \"2.0.0\"",
        "agent delete echo@^1, 2, is a range: name one version",
        "workflow delete echo-chian, 3, Did you mean \"echo-chain\"?",
        "workflow delete echo-chain@2.0.0, 3, has no version \"2.0.0\"",
        "workflow delete, 2, missing required parameter",
    })
    void mistakesAreRefused(String words, int expected, String message) {
        int status = session.run(words.split(" "));

        assertThat(status).isEqualTo(expected);
        assertThat(session.out()).isEmpty();
        assertThat(session.err()).contains(message);
    }

    /// The id of a run whose process died, as far as the registry can tell.
    private String interruptedRun() throws SQLException {
        run("run", "echo-chain", "{\"message\":\"x\"}", "-o", "name");
        String id = session.out().strip();
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE workflow_runs SET status = 'running'");
        }
        return id;
    }

    private String value(String sql) throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.getString(1);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + root.resolve("swarm-registry/registry.db"));
    }

    private Path agent(String name, String version) throws IOException {
        Path agent = Files.createDirectories(folder.resolve(name + "-" + version));
        Files.writeString(
                agent.resolve("agent.yaml"),
                "name: %s%nversion: %s%nruntime: {type: shell, entry: agent.yaml}%n"
                        .formatted(name, version));
        run("agent", "register", agent.toString());
        return agent;
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
