package net.swarmstack.registry;

import net.swarmstack.model.Payload;
import net.swarmstack.model.RunId;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// Finds what runs refer to: whatever looks like a digest in their events and rows, which may be a
/// little too much. The histories are verified on the way.
///
/// A long list of files that an attempt left is itself a large value, so the digests in it are
/// found by reading it. No other large value is the only place of a reference.
final class ReferenceScan {

    private static final String NEXT = "SELECT MIN(run_id) FROM run_events WHERE run_id > ?";

    /// The name of the reference to such a list in an event, see [PayloadCodec].
    private static final String LIST = "artifacts_ref";

    private final BlobStore blobs;
    private final DigestSet found = new DigestSet();

    ReferenceScan(BlobStore blobs) {
        this.blobs = blobs;
    }

    /// What stands there at one moment.
    ///
    /// @throws net.swarmstack.model.SwarmException `MISCONFIGURED` where a history or a list is
    ///   damaged
    DigestSet read(Statements statements) throws SQLException {
        statements.script("BEGIN");
        try {
            for (var run = next(statements, ""); run.isPresent(); ) {
                addEvents(statements, run.get());
                run = next(statements, run.get().value());
            }
            addColumn(statements, "SELECT trigger_data FROM workflow_runs");
            addColumn(statements, "SELECT step_results FROM workflow_runs");
            addColumn(statements, "SELECT inputs FROM step_executions");
            addColumn(statements, "SELECT outputs FROM step_executions");
            addColumn(statements, "SELECT artifacts FROM step_executions");
            return found;
        } finally {
            statements.script("ROLLBACK");
        }
    }

    private static Optional<RunId> next(Statements statements, String after) throws SQLException {
        return statements.query(
                NEXT,
                rows ->
                        rows.next()
                                ? Optional.ofNullable(rows.getString(1)).map(RunId::new)
                                : Optional.empty(),
                after);
    }

    private void addEvents(Statements statements, RunId run) throws SQLException {
        Optional<EventRows.Damage> damage =
                EventRows.each(statements, run, row -> addEvent(run, row));
        if (damage.isPresent()) {
            throw EventRows.failure(damage.get());
        }
    }

    private void addEvent(RunId run, EventRows.EventRow row) {
        found.addAll(row.data());
        if (row.data().contains(LIST)) {
            References.of(EventRows.event(run, row).event()).artifactLists().forEach(this::addList);
        }
    }

    private void addList(Payload list) {
        if (list instanceof Payload.Stored stored) {
            found.addAll(new String(blobs.get(stored.sha256()), StandardCharsets.UTF_8));
        }
    }

    private void addColumn(Statements statements, String sql) throws SQLException {
        statements.query(sql, this::addTexts);
    }

    private DigestSet addTexts(ResultSet rows) throws SQLException {
        while (rows.next()) {
            String text = rows.getString(1);
            if (text != null) {
                found.addAll(text);
            }
        }
        return found;
    }
}
