package net.swarmstack.registry;

import net.swarmstack.model.AgentPin;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.model.Timestamps;

import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What writing the next events of a run needs to know of those before. Immutable: an append that
/// is refused leaves the tip where it was.
///
/// @param seq of the last event; 0 before the first
/// @param hash of the last event, in hexadecimal digits
/// @param agents by the id of the step that each executes
/// @param startedAt when the first attempt of each step that has not ended started
record RunTip(
        long seq,
        String hash,
        RunStatus status,
        Map<String, AgentPin> agents,
        PMap<StepId, Instant> startedAt) {

    private static final String STATUS = "SELECT status FROM workflow_runs WHERE id = ?";

    private static final String STARTED =
            """
            SELECT step_id, started_at FROM step_executions
            WHERE run_id = ? AND started_at IS NOT NULL AND completed_at IS NULL\
            """;

    /// Before the first event.
    static RunTip start() {
        return new RunTip(0, HashChain.start(), RunStatus.PENDING, Map.of(), HashTreePMap.empty());
    }

    /// Where a run stands that this process has not appended to yet.
    static RunTip read(Statements statements, RunId run) throws SQLException {
        List<EventRows.EventRow> rows = EventRows.ends(statements, run);
        if (rows.isEmpty()) {
            return start();
        }
        RunAccepted accepted = Projection.asAccepted(EventRows.event(run, rows.getFirst()).event());
        return new RunTip(
                rows.getLast().seq(),
                rows.getLast().hash(),
                statements.query(STATUS, RunTip::status, run.value()),
                Projection.agentsByStep(accepted),
                statements.query(STARTED, RunTip::startedAt, run.value()));
    }

    private static RunStatus status(ResultSet rows) throws SQLException {
        return rows.next() ? RunStatus.parse(rows.getString(1)) : RunStatus.PENDING;
    }

    private static PMap<StepId, Instant> startedAt(ResultSet rows) throws SQLException {
        PMap<StepId, Instant> startedAt = HashTreePMap.empty();
        while (rows.next()) {
            startedAt =
                    startedAt.plus(
                            new StepId(rows.getString(1)), Timestamps.parse(rows.getString(2)));
        }
        return startedAt;
    }
}
