package net.swarmstack.packages;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/// What is inside a gzip file, of which nothing may be left over. The JDK's reader passes over what
/// comes behind it in silence: to find out whether it is another one, it reads on.
final class WholeGzip extends GZIPInputStream {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int TRAILER_BYTES = 8;

    private final Counted file;
    private long countAtFill;

    private WholeGzip(Counted file) throws IOException {
        super(file, BUFFER_BYTES);
        this.file = file;
    }

    /// @throws java.util.zip.ZipException where it is no gzip file
    static WholeGzip open(InputStream file) throws IOException {
        return new WholeGzip(new Counted(file));
    }

    @Override
    protected void fill() throws IOException {
        super.fill();
        countAtFill = file.count;
    }

    /// Whether the file goes on, once all was read: then more was taken than the trailer, from the
    /// buffer and past it, or there is more to take.
    boolean goesOn() throws IOException {
        return inf.getRemaining() + file.count - countAtFill > TRAILER_BYTES || file.read() >= 0;
    }

    private static final class Counted extends FilterInputStream {

        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
