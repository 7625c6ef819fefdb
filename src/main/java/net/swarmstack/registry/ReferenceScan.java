package net.swarmstack.registry;

import net.swarmstack.model.Json;
import net.swarmstack.model.Sha256;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/// Finds what runs refer to: whatever looks like a digest in their events and rows, which may be a
/// little too much. The histories are verified on the way.
///
/// A long list of files that an attempt left is itself a large value, so the digests in it are
/// found by reading it. No other large value is the only place of a reference.
final class ReferenceScan {

    /// The name of the reference to such a list in an event, see [PayloadCodec].
    private static final String LIST = "artifacts_ref";

    private final BlobStore blobs;
    private final DigestSet found = new DigestSet();

    ReferenceScan(BlobStore blobs) {
        this.blobs = blobs;
    }

    /// @throws net.swarmstack.model.SwarmException `MISCONFIGURED` where a history or a list is
    ///   damaged
    DigestSet read(Statements statements) throws SQLException {
        EventRows.each(statements, event -> addEvent(event.data()));
        addColumn(statements, "SELECT trigger_data FROM workflow_runs");
        addColumn(statements, "SELECT step_results FROM workflow_runs");
        addColumn(statements, "SELECT inputs FROM step_executions");
        addColumn(statements, "SELECT outputs FROM step_executions");
        addColumn(statements, "SELECT artifacts FROM step_executions");
        return found;
    }

    private void addEvent(String data) {
        found.addAll(data);
        if (data.contains(LIST)) {
            JsonNode digest = Json.parseStored(data).path(LIST).path("sha256");
            if (digest.isString()) {
                addList(new Sha256(digest.stringValue()));
            }
        }
    }

    private void addList(Sha256 digest) {
        found.addAll(new String(blobs.get(digest), StandardCharsets.UTF_8));
    }

    private void addColumn(Statements statements, String sql) throws SQLException {
        statements.query(
                sql,
                rows -> {
                    while (rows.next()) {
                        String text = rows.getString(1);
                        if (text != null) {
                            found.addAll(text);
                        }
                    }
                    return found;
                });
    }
}
