package net.swarmstack.registry;

import net.swarmstack.model.Reason;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.Timestamps;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// The processes that execute runs. Each has a row in `owners`, and holds an exclusive lock on
/// `owners/<epoch>.lock` until it ends, however it ends: alive means that the lock is held.
///
/// A process never opens its own lock file a second time, for closing any descriptor of a file
/// drops every POSIX lock that the process has on it.
final class Owners implements AutoCloseable {

    private static final String INSERT =
            "INSERT INTO owners (epoch, pid, started_at) VALUES (?, ?, ?)";

    private final Path folder;
    private volatile Optional<Lease> own = Optional.empty();

    /// @param folder where the lock files are
    Owners(Path folder) {
        this.folder = folder;
    }

    /// The owners of a registry: the lock files are in `owners/` beside the file.
    static Owners of(Database database) {
        return new Owners(database.file().resolveSibling("owners"));
    }

    /// That this process executes runs.
    private record Lease(long epoch, Path file, FileChannel channel) {}

    /// Makes this process an owner, and returns its epoch, which no other ever had. Rows of owners
    /// that are gone and have left no run behind are cleared. The monitor is held while the writer
    /// works for it: nothing that the writer calls may take it.
    synchronized long acquire(Writer writer, InstantSource clock) {
        if (own.isEmpty()) {
            writer.write("register this process", statements -> acquire(statements, clock));
        }
        return own.orElseThrow().epoch;
    }

    private void acquire(Statements statements, InstantSource clock) throws SQLException {
        release(); // of a transaction that was rolled back
        long epoch =
                statements.query(
                        "SELECT COALESCE(MAX(epoch), 0) + 1 FROM owners",
                        rows -> rows.next() ? rows.getLong(1) : 1);
        own = Optional.of(lock(epoch));
        statements.update(
                INSERT, epoch, ProcessHandle.current().pid(), Timestamps.format(clock.instant()));
        for (long dead : withoutOpenRuns(statements, epoch)) {
            if (!isAlive(dead)) {
                statements.update("DELETE FROM owners WHERE epoch = ?", dead);
                delete(file(dead));
            }
        }
    }

    private static List<Long> withoutOpenRuns(Statements statements, long below)
            throws SQLException {
        return statements.list(
                """
                SELECT epoch FROM owners WHERE epoch < ? AND epoch NOT IN
                    (SELECT owner_epoch FROM workflow_runs
                     WHERE status IN ('pending', 'running', 'waiting')
                         AND owner_epoch IS NOT NULL)\
                """,
                row -> row.getLong(1),
                below);
    }

    private Lease lock(long epoch) {
        Path file = file(epoch);
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new SwarmException(
                        Code.BUSY, file + ": locked by another process. Try again.");
            }
            return new Lease(epoch, file, channel);
        } catch (IOException e) {
            throw new SwarmException(
                    Code.STORE_FAILED, "can't lock " + file + ": " + Reason.of(e), e);
        }
    }

    /// Whether the process of an epoch lives.
    boolean isAlive(long epoch) {
        if (own.filter(lease -> lease.epoch == epoch).isPresent()) {
            return true;
        }
        try (var channel = FileChannel.open(file(epoch), StandardOpenOption.READ)) {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
            return lock == null;
        } catch (NoSuchFileException e) {
            return false;
        } catch (OverlappingFileLockException e) {
            return true; // by another registry of this process
        } catch (IOException e) {
            throw new SwarmException(
                    Code.STORE_FAILED, "can't read " + file(epoch) + ": " + Reason.of(e), e);
        }
    }

    /// Where the lock files are.
    Path folder() {
        return folder;
    }

    private Path file(long epoch) {
        return folder.resolve(epoch + ".lock");
    }

    private void release() {
        own.ifPresent(lease -> {
            delete(lease.file);
            try {
                lease.channel.close();
            } catch (IOException e) {
                throw new SwarmException(
                        Code.STORE_FAILED, "can't unlock " + lease.file + ": " + Reason.of(e), e);
            }
        });
        own = Optional.empty();
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new SwarmException(
                    Code.STORE_FAILED, "can't delete " + file + ": " + Reason.of(e), e);
        }
    }

    /// This process executes no runs any more.
    @Override
    public synchronized void close() {
        release();
    }
}
