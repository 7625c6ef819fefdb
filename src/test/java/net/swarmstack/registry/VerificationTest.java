package net.swarmstack.registry;

import static net.swarmstack.registry.RegistryWithRuns.OPEN;
import static net.swarmstack.registry.RegistryWithRuns.WHOLE;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.AttemptRemains;
import net.swarmstack.model.RunId;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/// What the verification finds in tables and rows, each by what breaks it and nothing else.
final class VerificationTest {

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
        test.append(
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
    void everythingThatIsWrongIsFoundAtOnce() throws SQLException {
        for (int n = 3; n <= 6; n++) {
            test.append(DecidedHistory.whole(RunScript.run(n)));
        }
        test.tamper("DROP INDEX idx_steps_status");
        test.tamper("UPDATE run_events SET data = '{}' WHERE seq = 3 AND run_id = '" + WHOLE + "'");
        test.tamper("UPDATE run_events SET hash = 'x' WHERE run_id = '" + RunScript.run(3) + "'");
        test.tamper("DELETE FROM run_events WHERE run_id = '" + RunScript.run(4) + "'");
        test.tamper(
                "UPDATE workflow_runs SET completed_at = NULL, current_step = 'x' WHERE id = '"
                        + RunScript.run(5)
                        + "'");
        test.forge(RunScript.run(6), RegistryWithRuns.succeeded("b", 1));

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
    }
}
