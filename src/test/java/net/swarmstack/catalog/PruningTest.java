package net.swarmstack.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.catalog.Pruning.Share;
import net.swarmstack.catalog.PruningStore.EndedRun;
import net.swarmstack.catalog.PruningStore.Selection;
import net.swarmstack.model.RunStatus;
import net.swarmstack.registry.Registry;
import net.swarmstack.registry.TestRegistry;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

final class PruningTest {

    private static final InstantSource CLOCK =
            InstantSource.fixed(RunScript.START.plus(Duration.ofDays(100)));

    @TempDir Path folder;
    private Root root;
    private Registry registry;
    private final List<List<String>> transactions = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        root = new Root(folder);
        Files.createDirectories(root.registry());
        TestRegistry.in(root.registry()).close();
        registry = Registry.open(root.database(), root.blobs(), Thread::new, CLOCK);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void manyRunsGoInManyTransactions() throws SQLException {
        insertRuns(1, 1_300, 3);

        List<Share> deleted = prune();

        assertThat(deleted).containsExactly(new Share(RunStatus.SUCCEEDED, 1_300, 0));
        assertThat(transactions).extracting(List::size).containsExactly(500, 500, 300);
        assertThat(prune()).isEmpty();
    }

    @Test
    void longHistoriesGoFewAtATime() throws SQLException {
        insertRuns(1, 5, 4_000);
        insertRuns(6, 6, 20_000);
        insertRuns(7, 8, 1);

        prune();

        assertThat(transactions).extracting(List::size).containsExactly(2, 2, 1, 1, 2);
    }

    @Test
    void whatIsDeletedIsWhatWasAnnounced() throws Exception {
        insertRuns(1, 3, 1);
        Path logs = Files.createDirectories(root.logs().resolve(RunScript.run(2).value()));
        Files.writeString(logs.resolve("a.1.jsonl"), "12345");

        List<Share> announced = pruning().look(selection());
        List<Share> deleted = prune();

        assertThat(announced).containsExactly(new Share(RunStatus.SUCCEEDED, 3, 5));
        assertThat(deleted).isEqualTo(announced);
        assertThat(logs).doesNotExist();
    }

    @Test
    void runWhoseIdIsAPathTakesNoFolderWithIt() throws Exception {
        sql(
                "INSERT INTO workflow_runs (id, workflow_id, status, completed_at) VALUES ('../..',"
                        + " '"
                        + RunScript.WORKFLOW_ID
                        + "', 'failed', '2026-01-02T03:04:05.006Z')");

        assertThat(prune()).containsExactly(new Share(RunStatus.FAILED, 1, 0));
        assertThat(root.database()).exists();
    }

    private List<Share> prune() {
        return pruning().carryOut(selection());
    }

    private Selection selection() {
        return pruning().select(Duration.ofDays(30), false);
    }

    private Pruning pruning() {
        return new Pruning(root, new Noted(registry.pruning(), transactions), CLOCK);
    }

    /// Notes what each transaction is asked for.
    private record Noted(PruningStore store, List<List<String>> transactions)
            implements PruningStore {

        @Override
        public List<EndedRun> endedRuns(Selection selection, String after, int limit) {
            return store.endedRuns(selection, after, limit);
        }

        @Override
        public List<EndedRun> removeRuns(Selection selection, List<String> ids) {
            transactions.add(ids);
            return store.removeRuns(selection, ids);
        }

        @Override
        public void removeTrials(Instant untouchedSince) {
            store.removeTrials(untouchedSince);
        }
    }

    private void insertRuns(int first, int last, int events) throws SQLException {
        sql(
                """
                WITH RECURSIVE n(n) AS (SELECT %d UNION ALL SELECT n + 1 FROM n WHERE n < %d)
                INSERT INTO workflow_runs (id, workflow_id, status, completed_at)
                SELECT printf('01900000-0000-7000-8000-%%012x', n), '%s', 'succeeded',
                    '2026-01-02T03:04:05.006Z' FROM n
                """
                        .formatted(first, last, RunScript.WORKFLOW_ID));
        sql(
                """
                WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < %d)
                INSERT INTO run_events (run_id, seq, at, type, data, hash)
                SELECT id, n, '', '', '', '' FROM workflow_runs JOIN n
                WHERE NOT EXISTS (SELECT 1 FROM run_events WHERE run_id = id)
                """
                        .formatted(events));
    }

    private void sql(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.database());
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
