package net.swarmstack.sandbox;

import java.nio.ByteBuffer;

/// Hears what a program writes, while it writes.
@FunctionalInterface
public interface OutputListener {

    /// The most bytes of one chunk.
    int MAX_CHUNK_BYTES = 64 * 1024;

    /// A chunk of one stream, in order. Each stream has a thread of its own, so the two may be told
    /// at the same time; a slow listener slows the program down. The buffer is used again.
    ///
    /// @return false to take no more: the sandbox is killed at once
    boolean onOutput(Stream stream, ByteBuffer chunk);

    /// Where a program writes.
    enum Stream {
        STDOUT,
        STDERR
    }
}
