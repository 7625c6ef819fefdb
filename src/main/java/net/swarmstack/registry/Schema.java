package net.swarmstack.registry;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/// The tables, by numbered SQL resources: `001.sql` makes version 1, and so on, each in one
/// transaction with the `user_version` it leads to. Where the number fits, nothing is loaded.
final class Schema {

    /// What this program writes.
    static final int VERSION = 5;

    private static final Set<String> TABLES_OF_VERSION_1 =
            Set.of(
                    "agents",
                    "workflows",
                    "workflow_runs",
                    "step_executions",
                    "secrets",
                    "triggers");

    private Schema() {}

    /// Makes the tables in a file that has just been created.
    static void create(Statements statements) throws SQLException {
        migrate(statements, 0);
    }

    /// Brings a registry to [#VERSION].
    ///
    /// @throws SwarmException `TOO_NEW` where a newer Swarm made it, `MISCONFIGURED` where it is no
    ///   registry; it is left as it was
    static void upgrade(Statements statements, Path file) throws SQLException {
        int version = version(statements);
        if (version == VERSION) {
            return;
        }
        refuseNewer(version, file);
        if (version == 0) {
            refuseForeign(statements, file);
            migrate(statements, 1); // the tables of version 1, made by another Swarm
        } else {
            migrate(statements, version);
        }
    }

    /// Checks that a registry can be read as it is.
    ///
    /// @throws SwarmException as [#upgrade], and `MISCONFIGURED` where it must be upgraded first
    static void check(Statements statements, Path file) throws SQLException {
        int version = version(statements);
        if (version == VERSION) {
            return;
        }
        refuseNewer(version, file);
        if (version == 0) {
            refuseForeign(statements, file);
        }
        throw new SwarmException(
                Code.MISCONFIGURED,
                file + ": made by an older Swarm. Bring it up to date: swarm init");
    }

    private static void migrate(Statements statements, int from) throws SQLException {
        statements.script("BEGIN IMMEDIATE");
        try {
            // Another process may have been here since we looked.
            for (int next = Math.max(from, version(statements)) + 1; next <= VERSION; next++) {
                statements.script(resource(next) + "\nPRAGMA user_version = " + next + ";");
            }
            statements.script("COMMIT");
        } catch (SQLException | RuntimeException e) {
            statements.script("ROLLBACK");
            throw e;
        }
    }

    /// The version that the tables of a file have.
    static int version(Statements statements) throws SQLException {
        return statements.query("PRAGMA user_version", rows -> rows.next() ? rows.getInt(1) : 0);
    }

    private static void refuseNewer(int version, Path file) {
        if (version > VERSION) {
            throw new SwarmException(
                    Code.TOO_NEW,
                    file
                            + ": made by a newer Swarm (schema "
                            + version
                            + "; this one knows "
                            + VERSION
                            + "). Nothing was changed. Install the newer Swarm.");
        }
    }

    private static void refuseForeign(Statements statements, Path file) throws SQLException {
        Set<String> found =
                statements.query(
                        "SELECT name FROM sqlite_master WHERE type = 'table'", Schema::names);
        if (!found.containsAll(TABLES_OF_VERSION_1)) {
            throw new SwarmException(
                    Code.MISCONFIGURED,
                    file
                            + ": not a registry, for it lacks its tables. Restore a backup of it, or"
                            + " move the file away and make a new one: swarm init");
        }
    }

    private static Set<String> names(ResultSet rows) throws SQLException {
        var names = new HashSet<String>();
        while (rows.next()) {
            names.add(rows.getString(1));
        }
        return names;
    }

    private static String resource(int version) {
        String name = "%03d.sql".formatted(version);
        try (InputStream in = Schema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
