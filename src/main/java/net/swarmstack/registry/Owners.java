package net.swarmstack.registry;

import net.swarmstack.engine.RunOwners.Owner;
import net.swarmstack.model.Reason;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.Timestamps;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// The processes that execute runs. Each has a row in `owners`, and holds an exclusive lock on
/// `owners/<epoch>.lock` until it ends, however it ends: alive means that the lock is held.
///
/// A process never opens its own lock file a second time, for closing any descriptor of a file
/// drops every POSIX lock that the process has on it.
final class Owners implements AutoCloseable {

    private static final String INSERT =
            "INSERT INTO owners (epoch, pid, started_at) VALUES (?, ?, ?)";

    /// The last row is never cleared, so it has the largest epoch of all.
    private static final String LARGEST = "SELECT MAX(epoch) FROM owners";

    private static final String ANNOUNCE =
            "UPDATE owners SET socket = ?, adopts = ? WHERE epoch = ?";

    private static final Pattern LOCK = Pattern.compile("([0-9]{1,18})\\.lock");

    private static final String ALL =
            "SELECT epoch, pid, socket, adopts FROM owners ORDER BY epoch";

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

    /// Makes this process an owner, and returns its epoch, which no other ever had. Lock files of
    /// owners that are gone are cleared, and the rows of those that have left no run behind. The
    /// monitor is held while the writer works for it: nothing that the writer calls may take it.
    synchronized long acquire(Writer writer, InstantSource clock) {
        if (own.isEmpty()) {
            writer.write("register this process", statements -> acquire(statements, clock));
        }
        return own.orElseThrow().epoch;
    }

    /// Says where this process can be talked to.
    void announce(Writer writer, long epoch, Path socket, boolean adopts) {
        writer.write(
                "announce " + socket,
                statements -> statements.update(ANNOUNCE, socket.toString(), adopts, epoch));
    }

    private void acquire(Statements statements, InstantSource clock) throws SQLException {
        release(); // of a transaction that was rolled back
        long epoch = 1 + Math.max(largest(statements, LARGEST), largestLocked());
        own = Optional.of(lock(epoch));
        insert(statements, epoch, clock);
        for (long dead : withoutRuns(statements, epoch)) {
            if (!isAlive(dead)) {
                statements.update("DELETE FROM owners WHERE epoch = ?", dead);
            }
        }
        locked().stream().filter(other -> !isAlive(other)).map(this::file).forEach(Owners::delete);
    }

    private static long largest(Statements statements, String sql) throws SQLException {
        return statements.query(sql, rows -> rows.next() ? rows.getLong(1) : 0);
    }

    /// The largest epoch that has a lock file: its row may have gone with an earlier registry.
    private long largestLocked() {
        return locked().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /// The epochs that have a lock file.
    private List<Long> locked() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> LOCK.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(name -> Long.valueOf(name.group(1)))
                    .toList();
        } catch (IOException e) {
            throw new SwarmException(
                    Code.STORE_FAILED, "can't read " + folder + ": " + Reason.of(e), e);
        }
    }

    /// The epochs of the processes that execute runs now.
    List<Long> living() {
        return locked().stream().filter(this::isAlive).toList();
    }

    /// Has a registry that was restored begin anew. What its owners executed is this process's,
    /// which holds no lock, so to everybody it was interrupted; and no epoch that this registry
    /// knows, or that was in use before, is ever given again.
    ///
    /// @param before the largest epoch that the registry before it knows
    void beginAnew(Statements statements, long before, InstantSource clock) throws SQLException {
        long epoch =
                1 + LongStream.of(before, largestEver(statements), largestLocked()).max().orElse(0);
        insert(statements, epoch, clock);
        statements.update(
                "UPDATE workflow_runs SET owner_epoch = ? WHERE owner_epoch IS NOT NULL", epoch);
        statements.update("DELETE FROM owners WHERE epoch <> ?", epoch);
    }

    /// The largest epoch that a registry knows of.
    static long largestEver(Statements statements) throws SQLException {
        return Math.max(
                largest(statements, LARGEST),
                largest(statements, "SELECT MAX(owner_epoch) FROM workflow_runs"));
    }

    private static void insert(Statements statements, long epoch, InstantSource clock)
            throws SQLException {
        statements.update(
                INSERT, epoch, ProcessHandle.current().pid(), Timestamps.format(clock.instant()));
    }

    /// A change that takes a run for a process, and changes no row where the process has none: it
    /// was taken for dead, and nobody would ever find the run.
    static RowWrite required(String sql, @Nullable Object... values) {
        return RowWrite.required(
                "others took this process for dead, for its lock is gone: it takes no runs any"
                        + " more. Start it again.",
                sql,
                values);
    }

    private static List<Long> withoutRuns(Statements statements, long below) throws SQLException {
        return statements.list(
                """
                SELECT epoch FROM owners o WHERE epoch < ? AND NOT EXISTS
                    (SELECT 1 FROM workflow_runs WHERE owner_epoch = o.epoch)\
                """,
                row -> row.getLong(1),
                below);
    }

    /// Every process that has a row and whose lock is held, or not.
    List<Owner> all(Statements statements, boolean alive) throws SQLException {
        return statements.list(ALL, Owners::owner).stream()
                .filter(owner -> isAlive(owner.epoch()) == alive)
                .toList();
    }

    private static Owner owner(ResultSet row) throws SQLException {
        return new Owner(
                row.getLong(1),
                row.getLong(2),
                Optional.ofNullable(row.getString(3)).map(Path::of),
                row.getBoolean(4));
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

    /// The lock file of an epoch.
    Path file(long epoch) {
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
