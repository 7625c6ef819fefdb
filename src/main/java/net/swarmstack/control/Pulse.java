package net.swarmstack.control;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// Feels the pulse of a process that another connection only listens to: one that was stopped says
/// nothing, as one that has nothing to say does. A thread asks it now and then, and closes the
/// connection once it does not answer.
final class Pulse implements AutoCloseable {

    private final CountDownLatch closed = new CountDownLatch(1);
    private Optional<Thread> feeling = Optional.empty();
    private volatile Optional<SwarmException> silence = Optional.empty();

    private Pulse() {}

    /// @param question throws `BUSY` where the process does not answer
    /// @param connection closed then
    static Pulse start(
            Duration interval, Question question, Closeable connection, Executor threads) {
        var pulse = new Pulse();
        threads.execute(() -> pulse.feel(interval, question, connection));
        return pulse;
    }

    /// Anything that a process answers at once.
    @FunctionalInterface
    interface Question {
        void put() throws InterruptedException;
    }

    private void feel(Duration interval, Question question, Closeable connection) {
        if (!begin()) {
            return;
        }
        try {
            while (!closed.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
                if (!answers(question)) {
                    connection.close();
                    return;
                }
            }
        } catch (InterruptedException | RejectedExecutionException e) {
            // Nobody listens any more.
        } catch (IOException e) {
            // As good as closed.
        }
    }

    private boolean answers(Question question) throws InterruptedException {
        try {
            question.put();
        } catch (SwarmException e) {
            if (e.code() == Code.BUSY) {
                silence = Optional.of(e);
            }
        }
        return silence.isEmpty();
    }

    private synchronized boolean begin() {
        feeling = Optional.of(Thread.currentThread());
        return closed.getCount() > 0;
    }

    /// Why it closed the connection, if it did.
    Optional<SwarmException> silence() {
        return silence;
    }

    /// Returns at once, also while it waits for an answer.
    @Override
    public synchronized void close() {
        closed.countDown();
        feeling.ifPresent(Thread::interrupt);
    }
}
