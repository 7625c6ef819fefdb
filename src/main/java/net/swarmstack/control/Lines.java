package net.swarmstack.control;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Optional;

/// Lines over a socket, both ways. One thread reads, one writes.
final class Lines {

    /// The longest line, without its end: a verdict of 1 MiB, and what stands around it.
    static final int MAX_BYTES = (1 << 20) + (4 << 10);

    private static final int FIRST_BYTES = 4 << 10;

    private final SocketChannel channel;
    private byte[] received = new byte[FIRST_BYTES];
    private int start;
    private int end;

    Lines(SocketChannel channel) {
        this.channel = channel;
    }

    /// The next line, without its end. Nothing at the end of the stream, also where it ends within
    /// a line: that was cut off.
    ///
    /// @throws SwarmException `INVALID_INPUT` where a line is too long
    Optional<byte[]> read() throws IOException {
        for (int at = start; ; at++) {
            if (at == end) {
                at -= makeRoom();
                int count = channel.read(ByteBuffer.wrap(received, end, received.length - end));
                if (count < 0) {
                    return Optional.empty();
                }
                end += count;
            }
            if (received[at] == '\n') {
                byte[] line = Arrays.copyOfRange(received, start, at);
                start = at + 1;
                return Optional.of(line);
            }
        }
    }

    /// Moves what is there to the front, and doubles the space where all of it is taken.
    ///
    /// @return by how much it moved
    private int makeRoom() {
        int moved = start;
        int length = end - start;
        if (length > MAX_BYTES) {
            throw new SwarmException(
                    Code.INVALID_INPUT, "a line of more than %,d bytes".formatted(MAX_BYTES));
        }
        if (length == received.length) {
            received = Arrays.copyOf(received, Math.min(2 * length, MAX_BYTES + 1));
        } else if (moved > 0) {
            System.arraycopy(received, start, received, 0, length);
        }
        start = 0;
        end = length;
        return moved;
    }

    /// Writes a line and its end; returns when the system has taken all of it.
    void write(byte[] line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(line, line.length + 1));
        bytes.put(line.length, (byte) '\n');
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// Returns when more is received than was read, or at the end of the stream.
    void awaitMore() throws IOException {
        if (start == end) {
            channel.read(ByteBuffer.allocate(1));
        }
    }
}
