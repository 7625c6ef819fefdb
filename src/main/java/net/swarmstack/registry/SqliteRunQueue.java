package net.swarmstack.registry;

import net.swarmstack.engine.RunOwners.Owner;
import net.swarmstack.engine.RunQueue;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which process executes which run, by the column `owner_epoch`. Thread-safe.
final class SqliteRunQueue implements RunQueue {

    private static final String RUN = "SELECT status, owner_epoch FROM workflow_runs WHERE id = ?";

    private static final String CLAIM =
            """
            UPDATE workflow_runs SET owner_epoch = ?
            WHERE id = ? AND EXISTS (SELECT 1 FROM owners WHERE epoch = ?)\
            """;

    private static final String RELEASE =
            "UPDATE workflow_runs SET owner_epoch = NULL WHERE id = ? AND owner_epoch = ? AND "
                    + RunRowChange.OPEN;

    static final String QUEUED =
            """
            SELECT id FROM workflow_runs WHERE owner_epoch IS NULL AND status = 'pending'
            ORDER BY id LIMIT ?\
            """;

    /// As after a restore.
    static final String LEFT =
            """
            SELECT id FROM workflow_runs WHERE status = 'running' AND owner_epoch IS NULL
            ORDER BY id LIMIT ?\
            """;

    static final String OF_OWNER =
            "SELECT id FROM workflow_runs WHERE owner_epoch = ? ORDER BY id LIMIT ?";

    private final Reader reader;
    private final Writer writer;
    private final Owners owners;
    private final long epoch;

    /// @param epoch of this process
    SqliteRunQueue(Reader reader, Writer writer, Owners owners, long epoch) {
        this.reader = reader;
        this.writer = writer;
        this.owners = owners;
        this.epoch = epoch;
    }

    @Override
    public boolean claim(RunId run) {
        var claimed = new ArrayList<RunId>();
        writer.write(
                "take over the run " + run,
                statements -> {
                    claimed.clear(); // of a transaction that was rolled back
                    if (statements.query(RUN, this::isFree, run.value())) {
                        Owners.required(CLAIM, epoch, run.value(), epoch).run(statements);
                        claimed.add(run);
                    }
                });
        return !claimed.isEmpty();
    }

    @Override
    public void release(RunId run) {
        writer.write(
                "give back the run " + run,
                statements -> statements.update(RELEASE, run.value(), epoch));
    }

    /// An ended run has an owner as long as handlers of it are to run.
    private boolean isFree(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            return false;
        }
        boolean isOpen = !RunStatus.parse(rows.getString(1)).isFinal();
        long owner = rows.getLong(2);
        return rows.wasNull() ? isOpen : owner == epoch || !owners.isAlive(owner);
    }

    @Override
    public List<RunId> unowned(int most) {
        return reader.read(statements -> {
            List<RunId> found = new ArrayList<>(ids(statements, QUEUED, most));
            found.addAll(interrupted(statements, owners, most));
            return found.stream().sorted(Comparator.comparing(RunId::value)).limit(most).toList();
        });
    }

    /// The runs of processes that are gone, and those that were begun and have none.
    static List<RunId> interrupted(Statements statements, Owners owners, int most)
            throws SQLException {
        List<RunId> found = new ArrayList<>(ids(statements, LEFT, most));
        for (Owner dead : owners.all(statements, false)) {
            found.addAll(ids(statements, OF_OWNER, dead.epoch(), most));
        }
        return found;
    }

    private static List<RunId> ids(Statements statements, String sql, Object... values)
            throws SQLException {
        return statements.list(sql, row -> new RunId(row.getString(1)), values);
    }
}
