package net.swarmstack.step;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// The lines of a stream, of which no line and no stream takes more memory or time than its bound.
final class BoundedLines {

    private final InputStream in;
    private final int maxLineBytes;
    private long left;

    /// @param maxLineBytes what is kept of a line
    /// @param maxBytes what is read in all
    BoundedLines(InputStream in, int maxLineBytes, long maxBytes) {
        this.in = new BufferedInputStream(in);
        this.maxLineBytes = maxLineBytes;
        this.left = maxBytes;
    }

    /// The next line without its end; empty at the end of the stream, or where the bound was
    /// reached. Of a line that is too long, one byte more than the bound.
    Optional<byte[]> next() throws IOException {
        var line = new ByteArrayOutputStream();
        boolean any = false;
        while (left > 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            left--;
            any = true;
            if (next == '\n') {
                return Optional.of(line.toByteArray());
            }
            if (line.size() <= maxLineBytes) {
                line.write(next);
            }
        }
        return any && left > 0 ? Optional.of(line.toByteArray()) : Optional.empty();
    }

    /// Whether the bound in all was reached.
    boolean isCut() {
        return left == 0;
    }
}
