package net.swarmstack.logs;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The lines of one log from a place on, with the places where they end.
final class LogLines implements Closeable {

    private final InputStream in;
    private long offset;

    private LogLines(InputStream in, long offset) {
        this.in = in;
        this.offset = offset;
    }

    /// Opens a log.
    ///
    /// @param offset of the first line, in bytes; at most the size of the file
    static LogLines open(Path file, long offset) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            in.skipNBytes(offset);
            return new LogLines(new BufferedInputStream(in), offset);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /// The next line; none at the end.
    ///
    /// @param isOver whether what stands at the end without a line end is a line too
    Optional<String> next(boolean isOver) throws IOException {
        var line = new ByteArrayOutputStream();
        int b = in.read();
        while (b >= 0 && b != '\n') {
            line.write(b);
            b = in.read();
        }
        if (b < 0 && (!isOver || line.size() == 0)) {
            return Optional.empty();
        }
        offset += line.size() + (b < 0 ? 0 : 1);
        return Optional.of(line.toString(StandardCharsets.UTF_8));
    }

    /// Where the last line ended, in bytes.
    long offset() {
        return offset;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
