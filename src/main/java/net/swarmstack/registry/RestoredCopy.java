package net.swarmstack.registry;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.packages.Durable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What will be the registry, made of a backup: verified, brought up to date, its runs nobody's.
/// The backup stays as it is.
final class RestoredCopy {

    private static final Set<PosixFilePermission> OWNER_ALONE =
            PosixFilePermissions.fromString("rw-------");

    private final Path backup;
    private final Owners owners;
    private final InstantSource clock;

    /// @param owners whose epochs are no more to be had
    RestoredCopy(Path backup, Owners owners, InstantSource clock) {
        this.backup = backup;
        this.owners = owners;
        this.clock = clock;
    }

    /// What was made.
    ///
    /// @param madeBySchema the version of the tables that the backup has
    record Contents(int madeBySchema, int runs, int openRuns) {}

    /// Makes it; the file is whole, and durable, when it is there.
    ///
    /// @param work where it is made; another file there is replaced
    /// @param before the largest epoch that the registry before it knows
    /// @throws SwarmException `TOO_NEW` where a newer Swarm made the backup, `MISCONFIGURED` where
    ///   it is damaged or no registry, `DISK_FULL`
    Contents make(Path work, Path target, long before) throws IOException {
        try {
            delete(work); // of one that was killed
            Files.createFile(work, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
            int schema = copy(work);
            Contents contents = finish(work, schema, before);
            Durable.sync(work);
            Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
            Durable.sync(target.resolveSibling(""));
            return contents;
        } catch (SQLException e) {
            throw failure(e);
        } catch (SwarmException e) {
            throw e.getCause() instanceof SQLException sql ? failure(sql) : e;
        } finally {
            delete(work);
        }
    }

    private int copy(Path work) throws SQLException, IOException {
        try (var statements = new Statements(new Database(backup).openAsItIs())) {
            int schema = Schema.version(statements);
            Schema.refuseNewer(schema, backup);
            if (!Schema.isRegistry(statements, schema)) {
                throw refused("it is no registry, for it lacks its tables");
            }
            List<String> damage = ReadOnlyRegistry.damage(statements, true);
            if (!damage.isEmpty()) {
                throw refused("it is damaged: " + Excerpt.line(damage.getFirst()));
            }
            Backup.copy(statements, work);
            return schema;
        }
    }

    private Contents finish(Path work, int schema, long before) throws SQLException {
        try (var statements = new Statements(new Database(work).openWriter())) {
            Schema.upgrade(statements, backup);
            verifyHistories(statements);
            statements.script("BEGIN IMMEDIATE");
            owners.beginAnew(statements, before, clock);
            statements.script("COMMIT");
            return new Contents(
                    schema, count(statements, "TRUE"), count(statements, RunRowChange.OPEN));
        }
    }

    private static int count(Statements statements, String runs) throws SQLException {
        return statements.query(
                "SELECT COUNT(*) FROM workflow_runs WHERE " + runs,
                rows -> rows.next() ? rows.getInt(1) : 0);
    }

    private void verifyHistories(Statements statements) throws SQLException {
        var runs = new RunIdPages();
        for (var run = runs.next(statements); run.isPresent(); run = runs.next(statements)) {
            Optional<EventRows.Damage> damage = EventRows.each(statements, run.get(), _ -> {});
            if (damage.isPresent()) {
                throw refused("it is damaged: " + damage.get());
            }
        }
    }

    private SwarmException failure(SQLException e) {
        return switch (SqlFailure.of(e)) {
            case DAMAGED -> refused("it is damaged: " + e.getMessage());
            case FULL, LOCKED, TAKEN, UNRELIABLE, READ_ONLY, UNUSABLE, MISTAKE ->
                    SqlFailure.of("restore " + backup, e);
        };
    }

    private SwarmException refused(String why) {
        return new SwarmException(
                Code.MISCONFIGURED,
                "not restored: "
                        + backup
                        + ": "
                        + why
                        + ". Nothing was changed. Take another backup.");
    }

    private static void delete(Path database) throws IOException {
        for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
            Files.deleteIfExists(Database.beside(database, suffix));
        }
    }
}
