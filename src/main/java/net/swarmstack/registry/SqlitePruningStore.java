package net.swarmstack.registry;

import net.swarmstack.catalog.PruningStore;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.Timestamps;

import tools.jackson.databind.node.ArrayNode;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Removes runs from the SQLite file. Thread-safe.
final class SqlitePruningStore implements PruningStore {

    /// A run may be removed where all of it holds. An ended run has an owner as long as handlers of
    /// it are to run, also where the owner is gone: then they are to be run by another. The pages
    /// are read in the order of the ids: an index of the status would only be in the way, so the
    /// status is hidden from it.
    private static final String REMOVABLE =
            """
            SELECT r.id, r.status, (SELECT MAX(e.seq) FROM run_events e WHERE e.run_id = r.id)
            FROM workflow_runs r
            WHERE r.completed_at < ? AND r.owner_epoch IS NULL
                AND (COALESCE(r.status, '') = 'succeeded' OR (? = 0 AND COALESCE(r.status, '') IN
                    ('failed', 'cancelled', 'timed_out', 'budget_exhausted')))
                AND r.id NOT IN (
                    SELECT COALESCE(resumed_from, retry_of) FROM workflow_runs
                    WHERE (status IN ('pending', 'running', 'waiting')
                            OR owner_epoch IS NOT NULL)
                        AND COALESCE(resumed_from, retry_of) IS NOT NULL)
                AND \
            """;

    static final String PAGE = REMOVABLE + "r.id > ? ORDER BY r.id LIMIT ?";
    static final String THESE = REMOVABLE + "r.id IN (SELECT value FROM json_each(?))";

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

    /// @param writer none where the registry is open for reading only
    SqlitePruningStore(Reader reader, Optional<Writer> writer) {
        this.reader = reader;
        this.writer = writer;
    }

    @Override
    public List<EndedRun> endedRuns(Selection selection, String after, int limit) {
        return reader.read(statements ->
                statements.list(
                        PAGE,
                        SqlitePruningStore::run,
                        Timestamps.format(selection.endedBefore()),
                        selection.keepFailed() ? 1 : 0,
                        after,
                        limit));
    }

    /// Looks again in the transaction: what was true of a run when it was listed may not be any
    /// more, for another may go on from it.
    @Override
    public List<EndedRun> removeRuns(Selection selection, List<String> ids) {
        var removed = new ArrayList<EndedRun>();
        ArrayNode wanted = Json.object().arrayNode();
        ids.forEach(wanted::add);
        write(
                "prune runs",
                statements -> {
                    removed.clear(); // of a transaction that was rolled back
                    removed.addAll(
                            statements.list(
                                    THESE,
                                    SqlitePruningStore::run,
                                    Timestamps.format(selection.endedBefore()),
                                    selection.keepFailed() ? 1 : 0,
                                    Json.compact(wanted)));
                    for (String sql : SqliteDeletionStore.REMOVE_RUN) {
                        for (EndedRun run : removed) {
                            statements.update(sql, run.id());
                        }
                    }
                });
        return List.copyOf(removed);
    }

    private static EndedRun run(ResultSet row) throws SQLException {
        return new EndedRun(row.getString(1), RunStatus.parse(row.getString(2)), row.getLong(3));
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
