package net.swarmstack.registry;

import static net.swarmstack.registry.RegistryWithRuns.WHOLE;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.AttemptRemains;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunId;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/// What the verification finds in the rows of runs, compared with what their histories give.
final class VerifiedRowsTest {

    @TempDir Path folder;
    private RegistryWithRuns test;

    @BeforeEach
    void open() {
        test = RegistryWithRuns.in(folder);
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void everyColumnOfARunIsCompared() throws SQLException {
        assertEveryColumnIsCompared(
                "workflow_runs",
                "id = '" + WHOLE + "'",
                "run " + WHOLE,
                List.of("id", "owner_epoch"));
    }

    @Test
    void everyColumnOfAStepIsCompared() throws SQLException {
        assertEveryColumnIsCompared(
                "step_executions",
                "run_id = '" + WHOLE + "' AND step_id = 'a'",
                "run " + WHOLE + ", step a",
                List.of("run_id", "step_id"));
    }

    private void assertEveryColumnIsCompared(
            String table, String where, String place, List<String> others) throws SQLException {
        List<String> columns =
                test.query("SELECT name FROM pragma_table_info('" + table + "') ORDER BY cid");
        columns.removeAll(others);
        assertThat(columns).hasSizeGreaterThan(15);
        for (String column : columns) {
            String set = "UPDATE %s SET %s = %%s WHERE %s".formatted(table, column, where);
            String before =
                    test.query("SELECT quote(%s) FROM %s WHERE %s".formatted(column, table, where))
                            .getFirst();

            test.tamper(set.formatted(another(table, column)));
            List<String> findings = test.findings();
            test.tamper(set.formatted(before));

            assertThat(findings)
                    .as(column)
                    .singleElement()
                    .asString()
                    .startsWith("rows: " + place + ", column " + column + ": it is ");
        }
        assertThat(test.findings()).isEmpty();
    }

    /// A value that a column has not, which breaks nothing but that.
    private String another(String table, String column) throws SQLException {
        String type =
                test.query(
                                "SELECT type FROM pragma_table_info('%s') WHERE name = '%s'"
                                        .formatted(table, column))
                        .getFirst();
        return switch (column) {
            case "workflow_id" -> "'" + RunScript.WORKFLOW_ID + "'";
            case "agent_id" -> "'" + RunScript.AGENT_ID + "'";
            case "status" -> "'failed'";
            default ->
                    switch (type) {
                        case "JSON" -> "'{\"x\":1}'";
                        case "INTEGER" -> "4711";
                        default -> "'another'";
                    };
        };
    }

    @Test
    void missingRowOfAStepIsFound() throws SQLException {
        test.tamper("DELETE FROM step_executions WHERE step_id = 'b' AND run_id = '" + WHOLE + "'");

        assertThat(test.findings())
                .containsExactly("rows: run " + WHOLE + ", step b: its row is missing");
    }

    @Test
    void rowOfAStepThatNeverWasIsFound() throws SQLException {
        test.tamper(
                "INSERT INTO step_executions (id, run_id, step_id, status) VALUES ('x', '"
                        + WHOLE
                        + "', 'aa', 'skipped')");

        assertThat(test.findings())
                .containsExactly(
                        "rows: run "
                                + WHOLE
                                + ", step aa: a row that its history knows nothing of");
    }

    @Test
    void sameValueWrittenInAnotherWayIsNoFinding() throws SQLException {
        test.tamper(
                "UPDATE step_executions SET outputs = '{ \"out\" : \"of a\" }' WHERE step_id = 'a'"
                        + " AND run_id = '"
                        + WHOLE
                        + "'");

        assertThat(test.findings()).isEmpty();
    }

    @Test
    void resultsThatAreLargeTogetherAreReadAndCompared() throws Exception {
        RunId run = RunScript.run(3);
        test.append(largeResults(run));
        assertThat(test.findings()).isEmpty();
        Path results =
                folder.resolve(
                        test.query(
                                        "SELECT json_extract(step_results, '$.ref') FROM"
                                                + " workflow_runs WHERE id = '"
                                                + run
                                                + "'")
                                .getFirst());

        Files.delete(results);

        assertThat(test.findings())
                .containsExactly(
                        "blobs: run %s, column step_results: %s: it is missing"
                                .formatted(run, results));
    }

    @Test
    void largeResultsOfAnotherRunAreFound() throws Exception {
        RunId run = RunScript.run(3);
        test.append(largeResults(run));
        var another =
                new BlobStore(test.blobs())
                        .putFile(
                                "x",
                                new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)),
                                Runnable::run);
        test.tamper(
                "UPDATE workflow_runs SET step_results = '%s' WHERE id = '%s'"
                        .formatted(
                                PayloadCodec.column(new Payload.Stored(another.sha256(), 2, "{}")),
                                run));

        assertThat(test.findings())
                .singleElement()
                .asString()
                .startsWith("rows: run " + run + ", column step_results: it is ");
    }

    private static DecidedHistory largeResults(RunId run) {
        var steps = new StringBuilder("steps:\n");
        int count = 40;
        for (int n = 0; n < count; n++) {
            steps.append("  - {id: s").append(n).append(", agent: any, needs: []}\n");
        }
        var script = new DecidedHistory(run, steps.toString()).accepted(RunScript.inline("m", "1"));
        for (int n = 0; n < count; n++) {
            String step = "s" + n;
            script.resolved(step)
                    .started(step, 1)
                    .succeeded(
                            step,
                            1,
                            RunScript.inline("text", "x".repeat(30_000)),
                            AttemptRemains.NOTHING);
        }
        return script.finished();
    }
}
