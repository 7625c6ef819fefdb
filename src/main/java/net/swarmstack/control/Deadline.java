package net.swarmstack.control;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Watches over work on a socket, which has no time limits of its own: unless this is closed in
/// time, it ends the work. A thread waits for that.
final class Deadline implements AutoCloseable {

    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean hasPassed;

    private Deadline() {}

    /// @param ending makes the work fail
    static Deadline start(Duration length, Ending ending, Executor threads) {
        var deadline = new Deadline();
        threads.execute(() -> deadline.watch(length, ending));
        return deadline;
    }

    /// Ends what blocks on a socket.
    @FunctionalInterface
    interface Ending {
        void end() throws IOException;
    }

    private void watch(Duration length, Ending ending) {
        try {
            if (!closed.await(length.toNanos(), TimeUnit.NANOSECONDS)) {
                hasPassed = true;
                ending.end();
            }
        } catch (InterruptedException e) {
            // The threads are stopped; so is the work.
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // It has ended already.
        }
    }

    /// Whether it ended the work.
    boolean hasPassed() {
        return hasPassed;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
