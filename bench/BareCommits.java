import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import net.swarmstack.model.RunId;
import net.swarmstack.registry.Registry;

/// The rows of one run, written again by plain JDBC: one transaction for its start and one for the
/// end of each step, as the engine does it, with WAL and `synchronous=FULL`.
final class BareCommits {

    private final int steps;
    private final List<Object[]> events = new ArrayList<>();
    private final List<Object[]> executions = new ArrayList<>();
    private int runs;

    private BareCommits(int steps) {
        this.steps = steps;
    }

    static BareCommits of(Path database, RunId run, int steps) throws SQLException {
        var bare = new BareCommits(steps);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            read(
                    statement.executeQuery(
                            "SELECT seq, at, type, data, hash FROM run_events WHERE run_id = '"
                                    + run
                                    + "' ORDER BY seq"),
                    bare.events);
            read(
                    statement.executeQuery(
                            "SELECT step_id, agent_id, agent_name, agent_version, vm_id, inputs,"
                                    + " queued_at, started_at, outputs, completed_at, duration_ms"
                                    + " FROM step_executions WHERE run_id = '"
                                    + run
                                    + "' ORDER BY queued_at, rowid"),
                    bare.executions);
        }
        if (bare.events.size() != 3 * (steps + 1) || bare.executions.size() != steps) {
            throw new IllegalStateException(
                    bare.events.size() + " events, " + bare.executions.size() + " steps");
        }
        return bare;
    }

    private static void read(ResultSet rows, List<Object[]> into) throws SQLException {
        while (rows.next()) {
            var row = new Object[rows.getMetaData().getColumnCount()];
            for (int i = 0; i < row.length; i++) {
                row[i] = rows.getObject(i + 1);
            }
            into.add(row);
        }
    }

    /// An empty registry of the same schema, without foreign keys.
    Connection open(Path database) throws SQLException {
        Registry.create(database);
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
            statement.execute("PRAGMA foreign_keys=OFF");
        }
        connection.setAutoCommit(false);
        return connection;
    }

    Object run(Connection connection) throws SQLException {
        String run = "run-" + ++runs;
        try (var insertRun =
                        connection.prepareStatement(
                                "INSERT INTO workflow_runs (id, workflow_id, status, trigger_type,"
                                        + " trigger_data) VALUES (?, 'w', 'running', 'manual',"
                                        + " '{\"message\":\"Hello World\"}')");
                var updateRun =
                        connection.prepareStatement(
                                "UPDATE workflow_runs SET current_step = ?, total_vm_time_ms ="
                                        + " total_vm_time_ms + ? WHERE id = ?");
                var insertEvent =
                        connection.prepareStatement(
                                "INSERT INTO run_events (run_id, seq, at, type, data, hash) VALUES"
                                        + " (?, ?, ?, ?, ?, ?)");
                var insertStep =
                        connection.prepareStatement(
                                "INSERT INTO step_executions (id, run_id, step_id, agent_id,"
                                        + " agent_name, agent_version, vm_id, inputs, queued_at,"
                                        + " started_at, status) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?,"
                                        + " ?, 'running')");
                var updateStep =
                        connection.prepareStatement(
                                "UPDATE step_executions SET outputs = ?, completed_at = ?,"
                                        + " duration_ms = ?, status = 'succeeded' WHERE id = ?")) {
            update(insertRun, run);
            for (int step = 0; step <= steps; step++) {
                for (Object[] event : events.subList(3 * step, 3 * step + 3)) {
                    update(insertEvent, run, event[0], event[1], event[2], event[3], event[4]);
                }
                if (step > 0) {
                    Object[] ended = executions.get(step - 1);
                    update(updateStep, ended[8], ended[9], ended[10], run + ended[0]);
                }
                if (step < steps) {
                    Object[] next = executions.get(step);
                    update(
                            insertStep, run + next[0], run, next[0], next[1], next[2], next[3],
                            next[4], next[5], next[6], next[7]);
                }
                update(updateRun, "s" + step, 0, run);
                connection.commit();
            }
        }
        return run;
    }

    private static void update(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        statement.executeUpdate();
    }
}
