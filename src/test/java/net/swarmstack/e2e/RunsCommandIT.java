package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;
import net.swarmstack.model.Json;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// What is kept of a run and shown of it.
class RunsCommandIT {

    @TempDir private static Path folder;
    private static Program swarm;
    private static String succeeded;
    private static String failed;

    @BeforeAll
    static void runTwice() {
        swarm = new Program(folder);
        swarm.out("run", "echo-chain", "{\"message\":\"Hello World\"}");
        swarm.registerAgent(
                "loud", "printf 'red \\033[31m alert\\n{\"msg\":\"structured\"}\\n' >&2; exit 1");
        swarm.registerWorkflow("loud-flow", "steps: [{id: only, agent: loud}]\n");
        swarm.run("run", "loud-flow");
        List<String> ids = swarm.out("runs", "list", "-o", "name").lines().toList();
        failed = ids.getFirst();
        succeeded = ids.getLast();
    }

    @Test
    void registryHoldsTheRunWithItsSteps() throws SQLException {
        List<String> run =
                query("SELECT status, trigger_data, error FROM workflow_runs WHERE id = '%s'");
        List<String> steps =
                query(
                        """
                        SELECT step_id, status, agent_name, agent_version,
                            json_extract(inputs, '$.message'), json_extract(outputs, '$.echoed'),
                            vm_id LIKE 'bwrap-%%', started_at IS NOT NULL AND queued_at IS NOT NULL
                                AND completed_at >= started_at, duration_ms > 0, error, retry_count
                        FROM step_executions WHERE run_id = '%s' ORDER BY queued_at, step_id\
                        """);
        List<String> results =
                query(
                        """
                        SELECT json_extract(value, '$.status'),
                            json_extract(value, '$.outputs.echoed')
                        FROM workflow_runs, json_each(step_results) WHERE workflow_runs.id = '%s'\
                        """);

        assertThat(run).containsExactly("succeeded|{\"message\":\"Hello World\"}|null");
        assertThat(steps)
                .hasSize(3)
                .allSatisfy(step ->
                        assertThat(step)
                                .matches(
                                        "[a-z0-9_-]+\\|succeeded\\|echo\\|1\\.0\\.0\\|"
                                                + "Hello World\\|Hello World\\|1\\|1\\|1\\|null\\|0"));
        assertThat(results).hasSize(3).containsOnly("succeeded|Hello World");
    }

    private static List<String> query(String sql) throws SQLException {
        Path database = swarm.root().resolve("swarm-registry/registry.db");
        var lines = new ArrayList<String>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql.formatted(succeeded))) {
            while (rows.next()) {
                var cells = new ArrayList<String>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    cells.add(String.valueOf(rows.getString(i)));
                }
                lines.add(String.join("|", cells));
            }
        }
        return lines;
    }

    @Test
    void listShowsTheNewestRunFirst() {
        List<String> lines = swarm.out("runs", "list").lines().toList();

        assertThat(lines.getFirst()).startsWith("RUN ");
        assertThat(lines.get(1)).contains(end(failed), "loud-flow", "failed", "error: ");
        assertThat(lines.get(2)).contains(end(succeeded), "echo-chain", "succeeded");
    }

    @Test
    void listIsLimited() {
        assertThat(swarm.out("runs", "list", "--limit", "1", "-o", "name"))
                .isEqualTo(failed + "\n");
    }

    @Test
    void listInJsonHasTheColumnsOfTheRegistry() {
        JsonNode runs = Json.parse(swarm.out("runs", "list", "-o", "json"));

        assertThat(runs).hasSize(2);
        assertThat(runs.get(0).propertyNames())
                .contains("id", "workflow_id", "status", "trigger_data", "step_results", "error");
    }

    @Test
    void runIsShownByTheEndOfItsId() {
        String shown = swarm.out("runs", "show", end(succeeded));

        assertThat(shown)
                .contains(succeeded, "echo-chain@1.0.0", "echo@1.0.0", "bwrap-", "\"Hello World\"");
    }

    @Test
    void runIsShownAsYaml() {
        String shown = swarm.out("runs", "show", succeeded, "-o", "yaml");

        assertThat(shown)
                .contains("\nstatus: succeeded\n", "\nsteps:\n- ", "echoed: Hello World\n");
    }

    @Test
    void historyIsShownInOrder() {
        JsonNode events = Json.parse(swarm.out("runs", "show", failed, "--events", "-o", "json"));
        String table = swarm.out("runs", "show", failed, "--events");

        assertThat(events.valueStream().map(event -> event.path("type").asString()))
                .startsWith("RunAccepted", "Resolved", "AttemptStarted", "AttemptFailed")
                .contains("RunFinished");
        assertThat(table).containsSubsequence("RunAccepted", "AttemptFailed", "RunFinished");
    }

    @Test
    void logsAreShownWithoutWhatATerminalWouldObey() {
        String all = swarm.out("runs", "logs", failed);
        String ofStep = swarm.out("runs", "logs", failed, "only");

        assertThat(all).contains("red \\u001b[31m alert", "structured").doesNotContain("\u001b");
        assertThat(ofStep).isEqualTo(all);
    }

    @Test
    void logsInJsonAreAnArrayOfTheirLines() {
        JsonNode lines = Json.parse(swarm.out("runs", "logs", failed, "-o", "json"));

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).path("step").asString()).isEqualTo("only");
        assertThat(lines.get(0).path("msg").asString()).isEqualTo("red \u001b[31m alert");
        assertThat(lines.get(1).path("fields").path("msg").asString()).isEqualTo("structured");
    }

    @Test
    void logsHaveNoOtherFormat() {
        Result result = swarm.run("runs", "logs", failed, "-o", "yaml");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).isEqualTo("-o \"yaml\" is no format: use table, json.\n");
    }

    @Test
    void stepThatTheRunHasNotStartedIsNotFound() {
        Result result = swarm.run("runs", "logs", failed, "onyl");

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.err()).contains("no step \"onyl\". Did you mean \"only\"?");
    }

    @Test
    void unknownRunIsNotFound() {
        Result result = swarm.run("runs", "show", "ffffffff");

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.err()).isEqualTo("no run \"ffffffff\": see swarm runs list\n");
    }

    @Test
    void beginningThatTwoRunsShareIsRefusedWithBoth() {
        Result result = swarm.run("runs", "show", succeeded.substring(0, 4));

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains(succeeded, failed);
    }

    private static String end(String id) {
        return id.substring(id.length() - 8);
    }
}
