package net.swarmstack.registry;

import net.swarmstack.catalog.CatalogStore;
import net.swarmstack.catalog.DeletionStore;
import net.swarmstack.catalog.GarbageStore;
import net.swarmstack.catalog.PruningStore;
import net.swarmstack.catalog.RestoreReport;
import net.swarmstack.catalog.Root;
import net.swarmstack.engine.History;
import net.swarmstack.engine.RunOwners;
import net.swarmstack.engine.RunQueue;
import net.swarmstack.engine.RunViews;
import net.swarmstack.model.Reason;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/// The registry, open for writing: the SQLite file with its writer thread and a connection for
/// reading.
public final class Registry implements AutoCloseable {

    private static final String UNFINISHED =
            "SELECT id FROM workflow_runs WHERE " + RunRowChange.OPEN;

    private final Writer writer;
    private final Reader reader;
    private final Owners owners;
    private final BlobStore blobs;
    private final InstantSource clock;

    private Registry(
            Writer writer, Reader reader, Owners owners, BlobStore blobs, InstantSource clock) {
        this.writer = writer;
        this.reader = reader;
        this.owners = owners;
        this.blobs = blobs;
        this.clock = clock;
    }

    /// Makes an empty registry where there is none, whole or not at all. One process at a time.
    ///
    /// @throws SwarmException `MISCONFIGURED` where only a part of one is there
    public static void create(Path database) {
        if (Files.exists(database)) {
            return;
        }
        Root.requireNotLost(database);
        Path unfinished = Database.beside(database, ".new");
        try {
            for (String suffix : List.of("", "-journal")) {
                Files.deleteIfExists(Database.beside(unfinished, suffix));
            }
            try (var statements = new Statements(new Database(unfinished).create())) {
                Schema.create(statements);
            }
            Files.move(unfinished, database, StandardCopyOption.ATOMIC_MOVE);
        } catch (SQLException e) {
            throw SqlFailure.of("make " + database, e);
        } catch (IOException e) {
            throw new SwarmException(
                    Code.STORE_FAILED, "can't make " + database + ": " + Reason.of(e), e);
        }
    }

    /// Copies a registry into one file as it stands, whole or not at all; others may use it
    /// meanwhile. The large values are not in it.
    ///
    /// @throws SwarmException as [Backup#write]
    public static void backUp(Path database, Path file) {
        Backup.write(new Database(database), file);
    }

    /// Puts a backup in the place of a registry, or where none is; the one that is there is kept
    /// under another name. One process at a time.
    ///
    /// @throws SwarmException as [Restoration#run]
    public static RestoreReport restore(Path database, Path backup, InstantSource clock) {
        return new Restoration(new Database(database), clock).run(backup);
    }

    /// Opens a registry, and brings its tables up to date.
    ///
    /// @param blobs the folder of large values
    /// @param threads makes the writer's thread: a platform thread, for it waits in native code
    /// @throws SwarmException `TOO_NEW` where a newer Swarm made it, `MISCONFIGURED` where it is
    ///   missing, damaged or no registry
    public static Registry open(
            Path database, Path blobs, ThreadFactory threads, InstantSource clock) {
        var file = new Database(database);
        var statements = new Statements(file.openAsItIs());
        try {
            Schema.upgrade(statements, file.file());
            Database.useLog(statements); // not before: what is no registry is left as it is
        } catch (SQLException | RuntimeException e) {
            statements.close();
            throw e instanceof SQLException sql
                    ? SqlFailure.of("open " + file.file(), sql)
                    : (RuntimeException) e;
        }
        return new Registry(
                new Writer(statements, file.presence(), threads),
                new Reader(file),
                Owners.of(file),
                new BlobStore(blobs),
                clock);
    }

    /// Opens a registry for reading, see [ReadOnlyRegistry].
    ///
    /// @param blobs the folder of large values
    public static ReadOnlyRegistry openReadOnly(Path database, Path blobs) {
        var file = new Database(database);
        return new ReadOnlyRegistry(new Reader(file), Owners.of(file), new BlobStore(blobs));
    }

    /// Makes this process an owner of runs, where it is none yet, and gives it the history that it
    /// writes them to.
    public History history() {
        return new SqliteHistory(writer, reader, blobs, owners.acquire(writer, clock));
    }

    /// Makes this process an owner of runs, where it is none yet, and lets it take over those of
    /// others.
    public RunQueue queue() {
        return new SqliteRunQueue(reader, writer, owners, owners.acquire(writer, clock));
    }

    /// Makes this process an owner of runs, where it is none yet, and says where it can be talked
    /// to.
    ///
    /// @param adopts whether it takes runs that nobody executes
    public void announce(Path socket, boolean adopts) {
        owners.announce(writer, owners.acquire(writer, clock), socket, adopts);
    }

    /// The epoch of this process, which it becomes an owner of runs for, where it is none yet.
    public long epoch() {
        return owners.acquire(writer, clock);
    }

    /// Verifies the history of every run that is not over.
    ///
    /// @throws SwarmException `MISCONFIGURED` naming the first that is damaged
    public void verifyUnfinished() {
        List<RunId> unfinished =
                reader.read(statements ->
                        statements.list(UNFINISHED, row -> new RunId(row.getString(1))));
        unfinished.forEach(run -> reader.read(statements -> EventRows.verify(statements, run)));
    }

    public RunOwners owners() {
        return new SqliteRunOwners(reader, owners);
    }

    public CatalogStore catalog() {
        return new SqliteCatalogStore(reader, Optional.of(writer));
    }

    public DeletionStore deletions() {
        return new SqliteDeletionStore(reader, writer, owners);
    }

    public PruningStore pruning() {
        return new SqlitePruningStore(reader, Optional.of(writer));
    }

    public GarbageStore garbage() {
        return new SqliteGarbageStore(reader, Optional.of(writer), owners, blobs);
    }

    public RunViews views() {
        return new SqliteRunViews(reader, owners, blobs);
    }

    /// Waits for what is being written. This process owns no runs any more.
    @Override
    public void close() {
        reader.close(); // whoever is last clears the write-ahead log, and a reader may not
        writer.close();
        owners.close();
    }
}
