package net.swarmstack.registry;

import net.swarmstack.catalog.RestoreReport;
import net.swarmstack.catalog.Root;
import net.swarmstack.model.Reason;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.Timestamps;
import net.swarmstack.packages.Durable;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Puts a backup in the place of the registry. A process that is killed leaves either the one or
/// the other, and what it leaves beside them the next one takes for its own:
///
/// 1. The backup becomes `registry.db.restoring`, and renamed, `registry.db.restored`: whole.
/// 2. What the present registry has in its log goes into its file, which is all of it then.
/// 3. While nobody else has it open, it gets a second name, `registry.db.before-restore-…`, and
///    `registry.db.restored` takes the first.
///
/// Where the present registry is damaged or missing, nothing goes into its file; what is left of it
/// is moved away, and until the restored one is in its place, every process refuses to make
/// another.
///
/// For one process at a time.
final class Restoration {

    private static final String BEFORE = ".before-restore-";

    /// What SQLite keeps beside a database.
    private static final List<String> COMPANIONS = List.of("-wal", "-shm", "-journal");

    private final Database registry;
    private final Path present;
    private final Owners owners;
    private final InstantSource clock;

    Restoration(Database registry, InstantSource clock) {
        this.registry = registry;
        this.present = registry.file();
        this.owners = Owners.of(registry);
        this.clock = clock;
    }

    /// @param backup is there: as [Backup#write] made it, or any registry that nobody writes
    ///   meanwhile
    /// @throws SwarmException `BUSY` where a process executes runs or has the registry open; else
    ///   as [RestoredCopy#make]
    RestoreReport run(Path backup) {
        try {
            if (Files.exists(present) && Files.isSameFile(present, backup)) {
                throw new SwarmException(
                        Code.USAGE, backup + " is the registry itself: name a backup of it");
            }
            refuseWhileUsed();
            OptionalLong epochs = fold();
            Path restored = Root.restored(present);
            try {
                RestoredCopy.Contents contents =
                        new RestoredCopy(backup.toAbsolutePath().normalize(), owners, clock)
                                .make(
                                        Database.beside(present, ".restoring"),
                                        restored,
                                        epochs.orElse(0));
                Optional<Path> before = replace(restored, epochs.isPresent());
                return new RestoreReport(
                        contents.madeBySchema(), contents.runs(), contents.openRuns(), before);
            } finally {
                if (Files.exists(present)) {
                    Files.deleteIfExists(restored);
                }
            }
        } catch (IOException e) {
            throw new SwarmException(
                    Code.STORE_FAILED, "can't restore " + backup + ": " + Reason.of(e), e);
        }
    }

    private void refuseWhileUsed() {
        List<Long> living = owners.living();
        if (!living.isEmpty()) {
            throw new SwarmException(
                    Code.BUSY,
                    "not restored: a process executes runs here, and holds "
                            + owners.file(living.getFirst())
                            + ". Wait for it or end it, then try again.");
        }
        if (Files.exists(present)) {
            DatabaseLock.take(present).close(); // the rest may take long
        }
    }

    /// Brings what the present registry has in its log into its file; returns the largest epoch
    /// that it knows. Nothing where there is none, or one that is damaged.
    private OptionalLong fold() {
        if (Files.notExists(present)) {
            return OptionalLong.empty();
        }
        try {
            // Whoever may write would delete the log of a damaged one.
            long epoch = read(registry.openReader(), Restoration::largestEpoch);
            read(
                    registry.openAsItIs(),
                    statements ->
                            statements.query("PRAGMA wal_checkpoint(TRUNCATE)", ResultSet::next));
            return OptionalLong.of(epoch);
        } catch (SQLException e) {
            return damaged(SqlFailure.of("read " + present, e));
        } catch (SwarmException e) {
            return damaged(e);
        }
    }

    private static <T> T read(Connection connection, Reader.Query<T> query) throws SQLException {
        try (var statements = new Statements(connection)) {
            return query.run(statements);
        }
    }

    private static long largestEpoch(Statements statements) throws SQLException {
        boolean hasEpochs = Schema.isRegistry(statements, Schema.VERSION);
        return hasEpochs ? Owners.largestEver(statements) : 0;
    }

    private static OptionalLong damaged(SwarmException failure) {
        if (failure.code() == Code.BUSY || failure.code() == Code.DISK_FULL) {
            throw failure;
        }
        return OptionalLong.empty();
    }

    private Optional<Path> replace(Path restored, boolean isWhole) throws IOException {
        if (Files.notExists(present)) {
            return swap(restored, isWhole);
        }
        try (DatabaseLock _ = DatabaseLock.take(present)) {
            if (isWhole && Database.beside(present, "-wal").toFile().length() > 0) {
                throw new SwarmException(
                        Code.BUSY, "not restored: " + present + " has just been used. Try again.");
            }
            return swap(restored, isWhole);
        }
    }

    private Optional<Path> swap(Path restored, boolean isWhole) throws IOException {
        List<Path> kept = keepAside(isWhole);
        for (String companion : COMPANIONS) {
            Files.deleteIfExists(Database.beside(present, companion)); // empty, else it was moved
        }
        sync();
        Files.move(restored, present, StandardCopyOption.ATOMIC_MOVE);
        sync();
        return kept.stream().findFirst();
    }

    /// Gives what is there another name; what is whole keeps its own too, until something takes its
    /// place.
    private List<Path> keepAside(boolean isWhole) throws IOException {
        String time = Timestamps.format(clock.instant()).replaceAll("[-:]", "");
        Path aside = Database.beside(present, BEFORE + time);
        var kept = new ArrayList<Path>();
        if (Files.exists(present)) {
            forgetNames();
            kept.add(isWhole ? Files.createLink(aside, present) : Files.move(present, aside));
        }
        for (String companion : COMPANIONS) {
            Path file = Database.beside(present, companion);
            if (file.toFile().length() > 0) {
                kept.add(Files.move(file, Database.beside(aside, companion)));
            }
        }
        sync();
        return kept;
    }

    /// Of a process that was killed while it restored: the registry has its place still, and nobody
    /// should find it under another name.
    private void forgetNames() throws IOException {
        String names = present.getFileName() + BEFORE + "*";
        try (DirectoryStream<Path> others =
                Files.newDirectoryStream(present.resolveSibling(""), names)) {
            for (Path other : others) {
                if (Files.isSameFile(other, present)) {
                    Files.delete(other);
                }
            }
        }
    }

    private void sync() throws IOException {
        Durable.sync(present.resolveSibling(""));
    }
}
