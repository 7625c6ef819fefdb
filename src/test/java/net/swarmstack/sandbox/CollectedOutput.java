package net.swarmstack.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/// Keeps what a program writes.
final class CollectedOutput implements OutputListener {

    private final Map<Stream, ByteArrayOutputStream> streams = new EnumMap<>(Stream.class);

    @Override
    public synchronized boolean onOutput(Stream stream, ByteBuffer chunk) {
        byte[] bytes = new byte[chunk.remaining()];
        chunk.get(bytes);
        streams.computeIfAbsent(stream, _ -> new ByteArrayOutputStream()).writeBytes(bytes);
        return true;
    }

    synchronized String text(Stream stream) {
        ByteArrayOutputStream bytes = streams.get(stream);
        return bytes == null ? "" : bytes.toString(StandardCharsets.UTF_8);
    }

    String stdout() {
        return text(Stream.STDOUT);
    }

    String stderr() {
        return text(Stream.STDERR);
    }
}
