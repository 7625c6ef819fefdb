package net.swarmstack.logs;

import net.swarmstack.model.Json;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// One log, open for writing: a JSON object a line, see [LogLine]. Thread-safe.
///
/// A log is a help, not the truth: when it can't be written any more, as on a full disk, what it
/// tells of goes on, and the rest is dropped.
public final class LogFile implements Closeable {

    private final OutputStream out;
    private final long limitBytes;
    private long sizeBytes;
    private boolean full;

    /// @param sizeBytes what the file has already
    LogFile(OutputStream out, long sizeBytes, long limitBytes) {
        this.out = new BufferedOutputStream(out);
        this.sizeBytes = sizeBytes;
        this.limitBytes = limitBytes;
    }

    /// Writes a line. The first that passes the limit is replaced by one that says so; it and all
    /// after it are dropped.
    public synchronized void write(LogLine line) {
        if (full) {
            return;
        }
        byte[] bytes = bytes(line);
        full = sizeBytes + bytes.length > limitBytes;
        try {
            out.write(full ? bytes(lastLine(line.at())) : bytes);
            sizeBytes += bytes.length;
        } catch (IOException e) {
            full = true;
        }
    }

    /// Makes what was written readable for others.
    public synchronized void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            full = true;
        }
    }

    /// Whether all further lines are dropped.
    public synchronized boolean isFull() {
        return full;
    }

    private LogLine lastLine(Instant at) {
        return LogLine.text(
                at,
                "swarm",
                "the log has reached its limit of %,d bytes: the rest is dropped"
                        .formatted(limitBytes));
    }

    private static byte[] bytes(LogLine line) {
        return (Json.compact(line.toJson()) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void close() {
        try (out) {
            full = true;
            out.flush();
        } catch (IOException e) {
            // See the class: the rest is dropped.
        }
    }
}
