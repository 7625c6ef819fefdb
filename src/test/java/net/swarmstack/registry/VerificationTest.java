package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.engine.History;
import net.swarmstack.model.Artifact;
import net.swarmstack.model.AttemptRemains;
import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunEvent.AttemptSucceeded;
import net.swarmstack.model.RunEvent.RetryDue;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;
import net.swarmstack.model.Timestamps;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Each check of the verification, by what breaks it and nothing else.
final class VerificationTest {

    private static final RunId WHOLE = RunScript.run(1);
    private static final RunId OPEN = RunScript.run(2);

    @TempDir Path folder;
    private TestRegistry test;
    private History history;

    @BeforeEach
    void open() {
        test = TestRegistry.in(folder);
        DecidedHistory.prepare(test);
        history = test.registry().history();
        append(DecidedHistory.whole(WHOLE));
        append(DecidedHistory.open(OPEN));
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void wholeRegistryHasNoFinding() {
        assertThat(test.findings()).isEmpty();
    }

    @Test
    void everyCheckIsNamedWithWhatHolds() {
        try (var registry = Registry.openReadOnly(test.database(), test.blobs())) {
            assertThat(registry.verify())
                    .extracting(Verdict::check)
                    .containsExactly(
                            "schema",
                            "keys",
                            "runs",
                            "history",
                            "attempts",
                            "successes",
                            "replay",
                            "rows",
                            "ends",
                            "owners",
                            "blobs");
            assertThat(registry.verify())
                    .extracting(Verdict::text)
                    .contains("verified, of 2 runs")
                    .doesNotContain("");
        }
    }

    @Test
    void missingIndexIsFound() throws SQLException {
        test.tamper("DROP INDEX idx_steps_run");

        assertThat(test.findings())
                .containsExactly("schema: 2 found, the first: missing: index idx_steps_run");
    }

    @Test
    void indexWithAnotherConditionIsFound() throws SQLException {
        test.tamper("DROP INDEX idx_triggers_schedule");
        test.tamper("CREATE INDEX idx_triggers_schedule ON triggers(next_run_at) WHERE type = 'x'");

        assertThat(test.findings()).singleElement().asString().startsWith("schema: 2 found");
    }

    @Test
    void missingColumnIsFound() throws SQLException {
        test.tamper("ALTER TABLE step_executions DROP COLUMN artifacts");

        assertThat(test.findings())
                .containsExactly("schema: missing: column step_executions.artifacts JSON");
    }

    @Test
    void unknownTableIsFound() throws SQLException {
        test.tamper("CREATE TABLE mine (x TEXT)");

        assertThat(test.findings())
                .containsExactly("schema: 2 found, the first: unknown: column mine.x TEXT");
    }

    @Test
    void rowThatIsReferredToAndMissingIsFound() throws SQLException {
        test.tamper("DELETE FROM agents WHERE id = 'agent-id'");

        assertThat(test.findings())
                .containsExactly(
                        "keys: 3 found, the first: run "
                                + WHOLE
                                + ", step a, column agent_id: no such row in agents");
    }

    @Test
    void runWithoutEventsIsFound() throws SQLException {
        test.tamper("DELETE FROM run_events WHERE run_id = '" + WHOLE + "'");

        assertThat(test.findings()).containsExactly("runs: run " + WHOLE + ": it has no events");
    }

    @Test
    void eventsWithoutARunAreFound() throws SQLException {
        test.tamper("DELETE FROM step_executions WHERE run_id = '" + WHOLE + "'");
        test.tamper("DELETE FROM workflow_runs WHERE id = '" + WHOLE + "'");

        assertThat(test.findings())
                .containsExactly("runs: run " + WHOLE + ": it has events and no row");
    }

    @Test
    void changedEventIsFound() throws SQLException {
        test.tamper(
                "UPDATE run_events SET data = replace(data, 'of a', 'by me') WHERE seq = 7 AND"
                        + " run_id = '"
                        + WHOLE
                        + "'");

        assertThat(test.findings())
                .containsExactly(
                        "history: run_events, run "
                                + WHOLE
                                + ", event 7: its hash does not follow from the rows");
    }

    @Test
    void eventThatNoVersionWroteIsFound() throws SQLException {
        forge(OPEN, "Invented", "{}");

        assertThat(test.findings())
                .containsExactly("history: run " + OPEN + ", event 4: no event is called Invented");
    }

    @Test
    void gapInTheNumbersOfAttemptsIsFound() throws SQLException {
        RunId run = RunScript.run(3);
        append(DecidedHistory.open(run).failed("a", 1, AttemptRemains.NOTHING));
        forge(run, new RetryDue(new StepId("a"), 3));
        forge(run, started("a", 3));

        assertThat(test.findings())
                .containsExactly("attempts: run " + run + ", step a: attempt 3 follows attempt 1");
    }

    @Test
    void attemptThatStartsBeforeTheLastHasEndedIsFound() throws SQLException {
        forge(OPEN, started("a", 2));

        assertThat(test.findings())
                .containsExactly(
                        "attempts: run "
                                + OPEN
                                + ", step a: attempt 2 starts before attempt 1 has ended");
    }

    @Test
    void secondSuccessOfAStepIsFound() throws SQLException {
        forge(WHOLE, succeeded("a", 2));

        assertThat(test.findings())
                .containsExactly(
                        "successes: run " + WHOLE + ", step a: attempt 2 succeeds after another");
    }

    @Test
    void eventThatTheEngineWouldRefuseIsFound() throws SQLException {
        forge(OPEN, new RetryDue(new StepId("b"), 2));

        assertThat(test.findings())
                .containsExactly(
                        "replay: run "
                                + OPEN
                                + ", event 4, RetryDue: it can't follow from those before it");
    }

    @Test
    void eventOfAStepThatTheWorkflowDoesNotHaveIsFound() throws SQLException {
        forge(OPEN, new RetryDue(new StepId("c"), 2));

        assertThat(test.findings())
                .containsExactly("replay: run " + OPEN + ", event 4, RetryDue: no step c");
    }

    @Test
    void definitionThatThisVersionDoesNotTakeIsFound() {
        RunScript script =
                new RunScript(RunScript.run(3)).accepted(RunScript.inline("m", "1"), "a");
        history.append(script.id(), script.take());

        assertThat(test.findings())
                .singleElement()
                .asString()
                .startsWith("replay: run " + script.id() + ", event 1, RunAccepted: ");
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
    void finalRunWithoutAnEndIsFound() throws SQLException {
        test.tamper("UPDATE workflow_runs SET completed_at = NULL WHERE id = '" + WHOLE + "'");

        assertThat(test.findings())
                .containsExactly(
                        "ends: run "
                                + WHOLE
                                + ", column completed_at: it is empty, and the run is succeeded");
    }

    @Test
    void openStepOfAFinalRunIsFound() throws SQLException {
        test.tamper(
                "UPDATE step_executions SET status = 'running' WHERE step_id = 'b' AND run_id = '"
                        + WHOLE
                        + "'");

        assertThat(test.findings())
                .containsExactly(
                        "ends: run "
                                + WHOLE
                                + ", step b, column status: it is running, and the run is"
                                + " succeeded");
    }

    @Test
    void stepOfAHandlerMayBeOpenAfterTheEnd() {
        RunId run = RunScript.run(3);
        append(
                new DecidedHistory(
                                run,
                                """
                                steps: [{id: a, agent: any}]
                                finally: [{step: {id: tidy, agent: any}}]
                                """)
                        .accepted(RunScript.inline("message", "hi"))
                        .resolved("a")
                        .started("a", 1)
                        .succeeded("a", 1, RunScript.inline("o", "1"), AttemptRemains.NOTHING)
                        .finished()
                        .resolved("tidy")
                        .started("tidy", 1));

        assertThat(test.findings()).isEmpty();
    }

    @Test
    void ownerThatIsNotKnownIsFound() throws SQLException {
        test.tamper("UPDATE workflow_runs SET owner_epoch = 7 WHERE id = '" + OPEN + "'");

        assertThat(test.findings())
                .containsExactly(
                        "owners: run " + OPEN + ", column owner_epoch: 7 is the epoch of no owner");
    }

    @Test
    void missingLargeValueIsFound() throws Exception {
        RunId run = RunScript.run(3);
        Payload large = history.keep(RunScript.large());
        append(new DecidedHistory(run, DecidedHistory.TWO_STEPS).accepted(large));

        Files.delete(file(large));

        assertThat(test.findings())
                .containsExactly(
                        "blobs: run %s, event 1: %s: it is missing".formatted(run, file(large)));
    }

    @Test
    void changedLargeValueIsFound() throws Exception {
        RunId run = RunScript.run(3);
        Payload large = history.keep(RunScript.large());
        append(new DecidedHistory(run, DecidedHistory.TWO_STEPS).accepted(large));

        Files.writeString(file(large), "x");

        assertThat(test.findings())
                .containsExactly(
                        "blobs: run %s, event 1: %s: its content has another digest than its name says"
                                .formatted(run, file(large)));
    }

    @Test
    void largeValueOfAnotherSizeIsFound() {
        RunId run = RunScript.run(3);
        var large = (Payload.Stored) history.keep(RunScript.large());
        append(
                new DecidedHistory(run, DecidedHistory.TWO_STEPS)
                        .accepted(new Payload.Stored(large.sha256(), 5, large.preview())));

        assertThat(test.findings())
                .containsExactly(
                        "blobs: run %s, event 1: %s: it has not 5 bytes"
                                .formatted(run, file(large)));
    }

    /// Of an attempt that failed: no row refers to them.
    @Test
    void missingArtifactAndCheckpointAreFound() throws Exception {
        RunId run = RunScript.run(3);
        var content = new ByteArrayInputStream("data".getBytes(StandardCharsets.UTF_8));
        Artifact artifact = history.keepFile("report.txt", content);
        Payload checkpoint = history.keep(RunScript.large());
        var remains =
                new AttemptRemains(
                        Optional.of(new Payload.Inline(Artifact.list(List.of(artifact)))),
                        Optional.of(checkpoint));
        append(DecidedHistory.open(run).failed("a", 1, remains));

        Path kept = test.blobs().resolve(BlobStore.name(artifact.sha256()));
        Files.delete(kept);
        Files.delete(file(checkpoint));

        assertThat(test.findings())
                .containsExactly(
                        "blobs: 2 found, the first: run %s, event 4: %s: it is missing"
                                .formatted(run, file(checkpoint)));
        Files.createDirectories(file(checkpoint).getParent());
        history.keep(RunScript.large());
        assertThat(test.findings())
                .containsExactly(
                        "blobs: run %s, event 4, artifact report.txt: %s: it is missing"
                                .formatted(run, kept));
    }

    @Test
    void missingListOfArtifactsIsFoundOnce() throws Exception {
        RunId run = RunScript.run(3);
        Payload list = history.keep(Artifact.list(manyArtifacts()));
        append(
                DecidedHistory.open(run)
                        .failed("a", 1, new AttemptRemains(Optional.of(list), Optional.empty())));

        Files.delete(file(list));

        assertThat(test.findings())
                .containsExactly(
                        "blobs: run %s, event 4: %s: it is missing".formatted(run, file(list)));
    }

    @Test
    void resultsThatAreLargeTogetherAreReadAndCompared() throws Exception {
        RunId run = RunScript.run(3);
        append(largeResults(run));
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
        append(largeResults(run));
        var another =
                new BlobStore(test.blobs())
                        .putFile(
                                "x",
                                new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)));
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

    @Test
    void everythingThatIsWrongIsFoundAtOnce() throws SQLException {
        for (int n = 3; n <= 6; n++) {
            append(DecidedHistory.whole(RunScript.run(n)));
        }
        test.tamper("DROP INDEX idx_steps_status");
        test.tamper("UPDATE run_events SET data = '{}' WHERE seq = 3 AND run_id = '" + WHOLE + "'");
        test.tamper("UPDATE run_events SET hash = 'x' WHERE run_id = '" + RunScript.run(3) + "'");
        test.tamper("DELETE FROM run_events WHERE run_id = '" + RunScript.run(4) + "'");
        test.tamper(
                "UPDATE workflow_runs SET completed_at = NULL, current_step = 'x' WHERE id = '"
                        + RunScript.run(5)
                        + "'");
        forge(RunScript.run(6), succeeded("b", 1));

        assertThat(test.findings())
                .extracting(finding -> finding.substring(0, finding.indexOf(':')))
                .containsExactly("schema", "runs", "history", "successes", "rows", "ends");
        assertThat(test.findings())
                .anyMatch(finding -> finding.startsWith("history: 2 found, the first: "));
    }

    @Test
    void verifyingChangesNothing() throws Exception {
        test.close();
        byte[] before = Files.readAllBytes(test.database());

        assertThat(test.findings()).isEmpty();

        assertThat(Files.readAllBytes(test.database())).isEqualTo(before);
        test.reopen();
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

    private List<Artifact> manyArtifacts() {
        var artifacts = new ArrayList<Artifact>();
        byte[] content = {1};
        for (int n = 0; n < 400; n++) {
            artifacts.add(
                    history.keepFile(
                            "a file with a long name, number " + n,
                            new ByteArrayInputStream(content)));
        }
        return artifacts;
    }

    private Path file(Payload payload) {
        return test.blobs().resolve(BlobStore.name(((Payload.Stored) payload).sha256()));
    }

    private void append(DecidedHistory of) {
        history.append(of.id(), of.take());
    }

    private static RunEvent started(String step, int attempt) {
        return new AttemptStarted(new StepId(step), attempt, "proc-x", RunScript.START);
    }

    private static RunEvent succeeded(String step, int attempt) {
        return new AttemptSucceeded(
                new StepId(step),
                attempt,
                RunScript.inline("out", "again"),
                new AttemptStats(Duration.ZERO, Duration.ZERO));
    }

    private void forge(RunId run, RunEvent event) throws SQLException {
        forge(run, EventCodec.type(event), Json.compact(EventCodec.data(event)));
    }

    /// Adds an event whose hash is right, as only Swarm itself would.
    private void forge(RunId run, String type, String data) throws SQLException {
        String last = " FROM run_events WHERE run_id = '" + run + "' ORDER BY seq DESC LIMIT 1";
        long seq = 1 + Long.parseLong(test.query("SELECT seq" + last).getFirst());
        String at = Timestamps.format(RunScript.START);
        String hash =
                HashChain.next(
                        test.query("SELECT hash" + last).getFirst(), run, seq, at, type, data);
        test.tamper(
                "INSERT INTO run_events VALUES ('%s', %d, '%s', '%s', '%s', '%s')"
                        .formatted(run, seq, at, type, data, hash));
    }
}
