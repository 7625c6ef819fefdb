package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.catalog.PruningStore;
import net.swarmstack.catalog.PruningStore.EndedRun;
import net.swarmstack.catalog.PruningStore.Selection;
import net.swarmstack.model.RunStatus;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

final class SqlitePruningStoreTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final Selection ALL = new Selection(NOW, false);
    private static final String LONG_AGO = "2026-01-02T03:04:05.006Z";

    @TempDir Path folder;
    private TestRegistry test;
    private PruningStore store;

    @BeforeEach
    void open() {
        test = TestRegistry.in(folder);
        store = test.registry().pruning();
    }

    @AfterEach
    void close() {
        test.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"succeeded", "failed", "cancelled", "timed_out", "budget_exhausted"})
    void runThatHasEndedMayGo(String status) throws SQLException {
        run("r1", status, LONG_AGO);

        assertThat(store.removeRuns(ALL, List.of("r1")))
                .containsExactly(new EndedRun("r1", RunStatus.parse(status), 0));
        assertThat(runs()).isEmpty();
    }

    /// Whatever else the row says.
    @ParameterizedTest
    @ValueSource(strings = {"pending", "running", "waiting"})
    void openRunStays(String status) throws SQLException {
        run("r1", status, LONG_AGO);

        assertThat(store.endedRuns(ALL, "", 10)).isEmpty();
        assertThat(store.removeRuns(ALL, List.of("r1"))).isEmpty();
        assertThat(runs()).containsExactly("r1");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "SUCCEEDED")
    void runThatDidNotSucceedStaysWhereThatIsAskedFor(RunStatus status) throws SQLException {
        run("good", "succeeded", LONG_AGO);
        run("other", status.text(), LONG_AGO);
        var selection = new Selection(NOW, true);

        store.removeRuns(selection, List.of("good", "other"));

        assertThat(runs()).containsExactly("other");
    }

    @Test
    void runThatEndedLaterStays() throws SQLException {
        run("r1", "succeeded", "2026-03-01T00:00:00.000Z");

        assertThat(store.removeRuns(ALL, List.of("r1"))).isEmpty();
        assertThat(runs()).containsExactly("r1");
    }

    @Test
    void everythingOfARunGoesAndNothingOfAnother() throws SQLException {
        wholeRun(1);
        wholeRun(2);
        test.tamper("UPDATE workflow_runs SET owner_epoch = NULL"); // as where handlers are over
        String gone = RunScript.run(1).value();
        String kept = RunScript.run(2).value();
        test.reopen();
        store = test.registry().pruning();

        List<EndedRun> removed = store.removeRuns(ALL, List.of(gone));

        assertThat(removed).extracting(EndedRun::events).containsExactly(5L);
        assertThat(runs()).containsExactly(kept);
        assertThat(test.query("SELECT DISTINCT run_id FROM run_events")).containsExactly(kept);
        assertThat(test.query("SELECT DISTINCT run_id FROM step_executions")).containsExactly(kept);
    }

    @Test
    void runWhoseHandlersAreNotOverStays() throws SQLException {
        run("r1", "succeeded", LONG_AGO);
        test.tamper("UPDATE workflow_runs SET owner_epoch = 1");

        assertThat(store.endedRuns(ALL, "", 10)).isEmpty();
        assertThat(store.removeRuns(ALL, List.of("r1"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"resumed_from", "retry_of"})
    void runThatAnOpenOneGoesOnFromStays(String column) throws SQLException {
        run("old", "failed", LONG_AGO);
        run("new", "failed", LONG_AGO);
        test.tamper("UPDATE workflow_runs SET " + column + " = 'old' WHERE id = 'new'");
        for (String open : List.of("status = 'pending'", "status = 'waiting'", "owner_epoch = 1")) {
            test.tamper("UPDATE workflow_runs SET " + open + " WHERE id = 'new'");

            assertThat(store.endedRuns(ALL, "", 10)).isEmpty();
            assertThat(store.removeRuns(ALL, List.of("old", "new"))).isEmpty();

            test.tamper(
                    "UPDATE workflow_runs SET status = 'failed', owner_epoch = NULL"
                            + " WHERE id = 'new'");
        }
        assertThat(store.removeRuns(ALL, List.of("old"))).hasSize(1);
    }

    @Test
    void runsAreListedPageByPage() throws SQLException {
        for (int i = 0; i < 5; i++) {
            run("r" + i, "succeeded", LONG_AGO);
        }

        List<EndedRun> first = store.endedRuns(ALL, "", 2);
        List<EndedRun> second = store.endedRuns(ALL, "r1", 2);
        List<EndedRun> last = store.endedRuns(ALL, "r3", 2);

        assertThat(first).extracting(EndedRun::id).containsExactly("r0", "r1");
        assertThat(second).extracting(EndedRun::id).containsExactly("r2", "r3");
        assertThat(last).extracting(EndedRun::id).containsExactly("r4");
    }

    @Test
    void pageIsFoundWithoutReadingAndSortingAllRuns() throws SQLException {
        var plan = new StringBuilder();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + test.database());
                var statement =
                        connection.prepareStatement(
                                "EXPLAIN QUERY PLAN " + SqlitePruningStore.PAGE);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                plan.append(rows.getString("detail")).append('\n');
            }
        }

        assertThat(plan)
                .contains("SEARCH r USING INDEX sqlite_autoindex_workflow_runs_1 (id>?)")
                .doesNotContain("TEMP B-TREE");
    }

    @Test
    void trialWithoutARunGoes() throws SQLException {
        trial();

        store.removeTrials(NOW);

        assertThat(workflows()).containsExactly("flow");
    }

    @Test
    void trialThatMayBeAboutToStartStays() throws SQLException {
        trial();

        store.removeTrials(Instant.parse("2026-01-02T03:04:05.006Z"));

        assertThat(workflows()).contains("agent/echo");
    }

    @Test
    void trialWithARunStays() throws SQLException {
        trial();
        test.tamper(
                "INSERT INTO workflow_runs (id, workflow_id, status) VALUES ('r1', 'trial',"
                        + " 'succeeded')");

        store.removeTrials(NOW);

        assertThat(workflows()).contains("agent/echo");
    }

    @Test
    void workflowThatSomebodyDeletedStays() throws SQLException {
        test.tamper("UPDATE workflows SET deleted_at = '" + LONG_AGO + "'");

        store.removeTrials(NOW);

        assertThat(workflows()).containsExactly("flow");
    }

    private void trial() {
        test.registry()
                .catalog()
                .putUnlisted(TestRegistry.workflow("trial", "agent/echo", "1.0.0"));
    }

    private List<String> workflows() throws SQLException {
        return test.query("SELECT name FROM workflows ORDER BY name");
    }

    private List<String> runs() throws SQLException {
        return test.query("SELECT id FROM workflow_runs");
    }

    private void run(String id, String status, String completedAt) throws SQLException {
        test.tamper(
                "INSERT INTO workflow_runs (id, workflow_id, status, completed_at) VALUES ('%s',"
                                .formatted(id)
                        + " '%s', '%s', '%s')"
                                .formatted(RunScript.WORKFLOW_ID, status, completedAt));
    }

    private void wholeRun(int n) {
        RunScript script =
                new RunScript(RunScript.run(n))
                        .accepted(RunScript.inline("a", "b"), "s")
                        .wholeStep("s")
                        .finished(RunStatus.SUCCEEDED, Optional.empty(), Optional.empty());
        test.registry().history().append(script.id(), script.take());
    }
}
