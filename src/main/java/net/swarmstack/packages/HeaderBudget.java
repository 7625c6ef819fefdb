package net.swarmstack.packages;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// An archive on its way to the library that reads it, which takes headers of any length into
/// memory: what is read between two files is bounded here.
final class HeaderBudget extends FilterInputStream {

    private long left;

    HeaderBudget(InputStream in, long bytes) {
        super(in);
        this.left = bytes;
    }

    /// From here on, so many bytes and no more.
    void allow(long bytes) {
        left = bytes;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        count(Math.max(read, 0));
        return read;
    }

    /// Reads, so that it counts.
    @Override
    public long skip(long bytes) throws IOException {
        return read(new byte[(int) Math.min(bytes, 8192)]);
    }

    private void count(int bytes) throws IOException {
        left -= bytes;
        if (left < 0) {
            throw new BadArchiveException("has a header that is longer than any package needs");
        }
    }
}
