package net.swarmstack.registry;

import net.swarmstack.catalog.CatalogStore;
import net.swarmstack.catalog.DeletionStore;
import net.swarmstack.catalog.GarbageStore;
import net.swarmstack.catalog.PruningStore;
import net.swarmstack.engine.History;
import net.swarmstack.engine.RunViews;
import net.swarmstack.model.Reason;
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
        Path unfinished = beside(database, ".new");
        try {
            refuseWithoutDatabase(database);
            for (String suffix : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(beside(unfinished, suffix));
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

    /// What was committed last may be in the write-ahead log alone: then the file was lost, and an
    /// empty one in its place would hide that.
    private static void refuseWithoutDatabase(Path database) throws IOException {
        Path log = beside(database, "-wal");
        if (Files.exists(log) && Files.size(log) > 0) {
            throw new SwarmException(
                    Code.MISCONFIGURED,
                    database
                            + " is missing, and "
                            + log
                            + " is there: restore the registry from a backup.");
        }
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
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
        var statements = new Statements(file.openWriter());
        try {
            Schema.upgrade(statements, file.file());
        } catch (SQLException | RuntimeException e) {
            statements.close();
            throw e instanceof SQLException sql
                    ? SqlFailure.of("open " + file.file(), sql)
                    : (RuntimeException) e;
        }
        return new Registry(
                new Writer(statements, threads),
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

    public CatalogStore catalog() {
        return new SqliteCatalogStore(reader, Optional.of(writer));
    }

    public DeletionStore deletions() {
        return new SqliteDeletionStore(reader, writer, owners);
    }

    public PruningStore pruning() {
        return new SqlitePruningStore(reader, Optional.of(writer), owners);
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
