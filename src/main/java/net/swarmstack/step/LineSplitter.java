package net.swarmstack.step;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/// Cuts a stream of UTF-8 into lines, and lines into pieces of at most 64 KiB. What is no UTF-8
/// becomes the replacement character.
final class LineSplitter {

    static final int MAX_LINE_BYTES = 64 * 1024;

    private static final int FIRST_BYTES = 1024;

    private final Listener lines;
    private byte[] line = new byte[FIRST_BYTES];
    private int length;
    private Instant arrivedAt = Instant.EPOCH;

    LineSplitter(Listener lines) {
        this.lines = lines;
    }

    /// Tells each line that the chunk ends.
    ///
    /// @param at when the chunk arrived
    void add(ByteBuffer chunk, Instant at) {
        arrivedAt = at;
        while (chunk.hasRemaining()) {
            byte next = chunk.get();
            if (next == '\n') {
                tell(length);
            } else {
                append(next);
            }
        }
    }

    /// Tells the last line, where it has no end.
    void end() {
        if (length > 0) {
            tell(length);
        }
    }

    private void append(byte next) {
        if (length == MAX_LINE_BYTES) {
            tell(lastBoundary());
        }
        if (length == line.length) {
            line = Arrays.copyOf(line, Math.min(2 * length, MAX_LINE_BYTES));
        }
        line[length++] = next;
    }

    /// Tells the first bytes of the line and keeps the others.
    private void tell(int count) {
        int end = count > 0 && count == length && line[count - 1] == '\r' ? count - 1 : count;
        lines.onLine(arrivedAt, new String(line, 0, end, StandardCharsets.UTF_8));
        System.arraycopy(line, count, line, 0, length - count);
        length -= count;
    }

    /// Where the last character begins, if it is incomplete; else the length.
    private int lastBoundary() {
        int start = length - 1;
        while (start > length - 4 && (line[start] & 0xc0) == 0x80) {
            start--;
        }
        int lead = line[start] & 0xff;
        int needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
        return start + needed > length ? start : length;
    }

    /// Hears the lines.
    @FunctionalInterface
    interface Listener {

        /// A line, or a piece of a long one.
        ///
        /// @param at when its last byte arrived
        /// @param line without its end
        void onLine(Instant at, String line);
    }
}
