package net.swarmstack.sandbox.host;

import net.swarmstack.sandbox.OutputListener;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Passes output on, and keeps the end of what was written to stderr: where the program was not
/// started it is the launcher that speaks there.
final class StderrTail implements OutputListener {

    private static final int MAX_BYTES = 1024;

    private final OutputListener next;
    private byte[] tail = {};

    StderrTail(OutputListener next) {
        this.next = next;
    }

    @Override
    public boolean onOutput(Stream stream, ByteBuffer chunk) {
        if (stream == Stream.STDERR) {
            keep(chunk.duplicate());
        }
        return next.onOutput(stream, chunk);
    }

    private synchronized void keep(ByteBuffer chunk) {
        byte[] added = new byte[Math.min(chunk.remaining(), MAX_BYTES)];
        chunk.position(chunk.limit() - added.length).get(added);
        byte[] all = Arrays.copyOf(tail, tail.length + added.length);
        System.arraycopy(added, 0, all, tail.length, added.length);
        tail = Arrays.copyOfRange(all, Math.max(0, all.length - MAX_BYTES), all.length);
    }

    synchronized String text() {
        return new String(tail, StandardCharsets.UTF_8);
    }
}
