package net.swarmstack.packages;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// An archive on its way to the library that reads it, which takes headers of any length into
/// memory: what is read between two files is bounded here.
final class HeaderBudget extends FilterInputStream {

    /// What a tar archive is made of; it ends with one of zeros.
    static final int RECORD = 512;

    private static final int BUFFER_BYTES = 8 * 1024;
    private static final int PADDING_BYTES = 1 << 20;

    private long left;
    private long zeros;

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
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        count(Math.max(read, 0));
        int last = offset + Math.max(read, 0);
        int notZero = last;
        while (notZero > offset && buffer[notZero - 1] == 0) {
            notZero--;
        }
        zeros = notZero == offset ? zeros + last - offset : last - notZero;
        return read;
    }

    /// Reads to the end, behind the record that ends the archive: only zeros may come any more.
    ///
    /// @throws BadArchiveException where something else comes, or there was no such record
    void readEnd() throws IOException {
        if (zeros < RECORD) {
            throw new BadArchiveException("ends in the middle");
        }
        allow(PADDING_BYTES);
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = read(buffer, 0, BUFFER_BYTES);
                read >= 0;
                read = read(buffer, 0, BUFFER_BYTES)) {
            if (zeros < read) {
                throw new BadArchiveException("goes on after its end");
            }
        }
    }

    /// Reads, so that it counts.
    @Override
    public long skip(long bytes) throws IOException {
        return read(new byte[(int) Math.min(bytes, BUFFER_BYTES)]);
    }

    private void count(int bytes) throws IOException {
        left -= bytes;
        if (left < 0) {
            throw new BadArchiveException("has a header that is longer than any package needs");
        }
    }
}
