package net.swarmstack.registry;

import net.swarmstack.catalog.PruningStore;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.Timestamps;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Removes runs from the SQLite file. Thread-safe.
final class SqlitePruningStore implements PruningStore {

    /// A run may be removed where all of it holds, but for what may be at work in it, which is for
    /// its process to decide: the fourth value. The pages are read in the order of the ids: an
    /// index of the status would only be in the way, so the status is hidden from it.
    private static final String REMOVABLE =
            """
            SELECT r.id, r.status, r.owner_epoch, r.completed_at >= ? OR EXISTS (
                    SELECT 1 FROM step_executions s
                    WHERE s.run_id = r.id AND s.status IN ('pending', 'running', 'waiting')),
                (SELECT MAX(e.seq) FROM run_events e WHERE e.run_id = r.id)
            FROM workflow_runs r
            WHERE r.completed_at < ?
                AND (COALESCE(r.status, '') = 'succeeded' OR (? = 0 AND COALESCE(r.status, '') IN
                    ('failed', 'cancelled', 'timed_out', 'budget_exhausted')))
                AND \
            """;

    static final String PAGE = REMOVABLE + "r.id > ? ORDER BY r.id LIMIT ?";
    private static final String ONE = REMOVABLE + "r.id = ?";

    /// Such a workflow is made anew by the next trial. Its name is one that no other can have.
    private static final String REMOVE_TRIALS =
            """
            DELETE FROM workflows
            WHERE name LIKE 'agent/%' AND deleted_at IS NOT NULL AND updated_at < ?
                AND NOT EXISTS (SELECT 1 FROM workflow_runs r WHERE r.workflow_id = workflows.id)
                AND NOT EXISTS (SELECT 1 FROM secrets s WHERE s.workflow_id = workflows.id)
                AND NOT EXISTS (SELECT 1 FROM triggers t WHERE t.workflow_id = workflows.id)\
            """;

    private final Reader reader;
    private final Optional<Writer> writer;
    private final Owners owners;

    /// @param writer none where the registry is open for reading only
    SqlitePruningStore(Reader reader, Optional<Writer> writer, Owners owners) {
        this.reader = reader;
        this.writer = writer;
        this.owners = owners;
    }

    @Override
    public List<EndedRun> endedRuns(Selection selection, String after, int limit) {
        return reader.read(statements ->
                statements.list(
                        PAGE,
                        this::run,
                        Timestamps.format(selection.atRestSince()),
                        Timestamps.format(selection.endedBefore()),
                        selection.keepFailed() ? 1 : 0,
                        after,
                        limit));
    }

    /// Looks again in the transaction: what was true of a run when it was listed may not be any
    /// more.
    @Override
    public List<EndedRun> removeRuns(Selection selection, List<String> ids) {
        var removed = new ArrayList<EndedRun>();
        write(
                "prune runs",
                statements -> {
                    removed.clear(); // of a transaction that was rolled back
                    for (String id : ids) {
                        removable(statements, selection, id).stream()
                                .filter(run -> !run.atWork())
                                .forEach(removed::add);
                    }
                    for (String sql : SqliteDeletionStore.REMOVE_RUN) {
                        for (EndedRun run : removed) {
                            statements.update(sql, run.id());
                        }
                    }
                });
        return List.copyOf(removed);
    }

    private List<EndedRun> removable(Statements statements, Selection selection, String id)
            throws SQLException {
        return statements.list(
                ONE,
                this::run,
                Timestamps.format(selection.atRestSince()),
                Timestamps.format(selection.endedBefore()),
                selection.keepFailed() ? 1 : 0,
                id);
    }

    private EndedRun run(ResultSet row) throws SQLException {
        boolean atWork = row.getBoolean(4) && owners.isAlive(row.getLong(3));
        return new EndedRun(
                row.getString(1), RunStatus.parse(row.getString(2)), row.getLong(5), atWork);
    }

    @Override
    public void removeTrials(Instant untouchedSince) {
        write(
                "remove trials",
                statements -> statements.update(REMOVE_TRIALS, Timestamps.format(untouchedSince)));
    }

    private void write(String action, Writer.Transaction transaction) {
        writer.orElseThrow(() ->
                        new SwarmException(
                                Code.INTERNAL,
                                "can't " + action + ": the registry is open for reading"))
                .write(action, transaction);
    }
}
