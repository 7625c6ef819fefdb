package net.swarmstack.registry;

import net.swarmstack.catalog.DeletionStore;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// Deletes in the SQLite file. Thread-safe.
final class SqliteDeletionStore implements DeletionStore {

    private static final String OPEN =
            """
            SELECT r.id, r.owner_epoch FROM workflow_runs r
            WHERE r.status IN ('pending', 'running', 'waiting') AND \
            """;

    private static final String OF_WORKFLOW = OPEN + "r.workflow_id = ? ORDER BY r.id DESC";

    /// The first event of a run has the agents it pinned.
    private static final String OF_AGENT =
            OPEN
                    + """
                    EXISTS (
                        SELECT 1 FROM run_events e, json_each(e.data, '$.agents') agent
                        WHERE e.run_id = r.id AND e.seq = 1
                            AND json_extract(agent.value, '$.id') = ?)
                    ORDER BY r.id DESC\
                    """;

    /// Each takes the id of a run.
    static final List<String> REMOVE_RUN =
            List.of(
                    "DELETE FROM step_executions WHERE run_id = ?",
                    "DELETE FROM run_events WHERE run_id = ?",
                    "DELETE FROM workflow_runs WHERE id = ?");

    private final Reader reader;
    private final Writer writer;
    private final Owners owners;

    SqliteDeletionStore(Reader reader, Writer writer, Owners owners) {
        this.reader = reader;
        this.writer = writer;
        this.owners = owners;
    }

    @Override
    public List<OpenRun> openRunsOfWorkflows(List<String> ids) {
        return openRuns(OF_WORKFLOW, ids);
    }

    @Override
    public List<OpenRun> openRunsOfAgents(List<String> ids) {
        return openRuns(OF_AGENT, ids);
    }

    private List<OpenRun> openRuns(String sql, List<String> ids) {
        return ids.stream()
                .flatMap(id ->
                        reader.read(statements -> statements.list(sql, this::openRun, id)).stream())
                .distinct()
                .toList();
    }

    private OpenRun openRun(ResultSet row) throws SQLException {
        return new OpenRun(row.getString(1), owners.isAlive(row.getLong(2)));
    }

    @Override
    public void deleteAgents(List<String> ids, String at) {
        writer.write(
                "delete agents",
                statements -> {
                    for (String id : ids) {
                        statements.update("UPDATE agents SET deleted_at = ? WHERE id = ?", at, id);
                    }
                });
    }

    @Override
    public void deleteWorkflows(List<String> ids, List<String> runs, String at) {
        writer.write(
                "delete workflows",
                statements -> {
                    refuseOtherRuns(statements, ids, runs);
                    for (String sql : REMOVE_RUN) {
                        for (String run : runs) {
                            statements.update(sql, run);
                        }
                    }
                    for (String id : ids) {
                        statements.update(
                                "UPDATE workflows SET deleted_at = ? WHERE id = ?", at, id);
                    }
                });
    }

    private void refuseOtherRuns(Statements statements, List<String> ids, List<String> known)
            throws SQLException {
        for (String id : ids) {
            for (OpenRun run : statements.list(OF_WORKFLOW, this::openRun, id)) {
                if (!known.contains(run.id())) {
                    throw new SwarmException(
                            Code.CONFLICT,
                            "not deleted: run " + run.id() + " began meanwhile. Try again.");
                }
            }
        }
    }
}
