package net.swarmstack.registry;

import net.swarmstack.catalog.Root;
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

    private static final Set<String> TABLES_OF_VERSION_2 = Set.of("run_events", "owners");

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
        int version = requireKnown(statements, file);
        if (version < VERSION) {
            // 0 has the tables of version 1, made by another Swarm.
            migrate(statements, Math.max(1, version));
        }
    }

    /// Checks that a registry can be read as it is.
    ///
    /// @throws SwarmException as [#upgrade], and `MISCONFIGURED` where it must be upgraded first
    static void check(Statements statements, Path file) throws SQLException {
        if (requireKnown(statements, file) == VERSION) {
            return;
        }
        throw new SwarmException(
                Code.MISCONFIGURED,
                file + ": made by an older Swarm. Bring it up to date: swarm init");
    }

    /// Checks that a registry can be brought to [#VERSION], where it is not there yet; returns its
    /// version.
    ///
    /// @throws SwarmException as [#upgrade]
    static int requireKnown(Statements statements, Path file) throws SQLException {
        int version = version(statements);
        refuseNewer(version, file);
        refuseForeign(statements, file, version);
        return version;
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

    /// @throws SwarmException `TOO_NEW` where a newer Swarm made it
    static void refuseNewer(int version, Path file) {
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

    /// Whether a file has the tables that a registry of its version has.
    static boolean isRegistry(Statements statements, int version) throws SQLException {
        Set<String> found =
                statements.query(
                        "SELECT name FROM sqlite_master WHERE type = 'table'", Schema::names);
        return found.containsAll(TABLES_OF_VERSION_1)
                && (version < 2 || found.containsAll(TABLES_OF_VERSION_2));
    }

    private static void refuseForeign(Statements statements, Path file, int version)
            throws SQLException {
        if (!isRegistry(statements, version)) {
            throw new SwarmException(
                    Code.MISCONFIGURED,
                    file
                            + ": not a registry, for it lacks its tables. "
                            + Root.RESTORE
                            + ". Or move the file away and make a new one: swarm init");
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
