package net.swarmstack.registry;

import net.swarmstack.model.Reason;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Keeps every other process from opening a database, and is had only where none has it open: each
/// connection of SQLite's that has read a database with a write-ahead log locks the bytes below,
/// and keeps them locked until it is closed.
///
/// Not for a process that has the database open itself: closing this would drop its locks.
final class DatabaseLock implements AutoCloseable {

    /// Where SQLite's locks are, whatever the size of the file: `PENDING_BYTE` and what follows.
    private static final long FIRST_BYTE = 0x4000_0000L;

    private static final long BYTES = 512;

    private final Path file;
    private final FileChannel channel;

    private DatabaseLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// @param file is there
    /// @throws SwarmException `BUSY` where another process has it open
    static DatabaseLock take(Path file) {
        try {
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.tryLock(FIRST_BYTE, BYTES, false) == null) {
                channel.close();
                throw new SwarmException(
                        Code.BUSY,
                        "another program has " + file + " open: try again when it has ended");
            }
            return new DatabaseLock(file, channel);
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    private static SwarmException failure(Path file, IOException e) {
        return new SwarmException(Code.STORE_FAILED, "can't lock " + file + ": " + Reason.of(e), e);
    }
}
