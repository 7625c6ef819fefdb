package net.swarmstack.step;

import net.swarmstack.model.Sha256;
import net.swarmstack.sandbox.Sandbox;
import net.swarmstack.sandbox.SandboxException;
import net.swarmstack.sandbox.SandboxLimits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Sandboxes with an interpreter started in them, for the next attempts of packages that are in
/// use. Each becomes one attempt's, or is closed when nobody has asked for it for a while, or when
/// others are wanted more. One is made only while a processor is idle, as far as this process
/// knows.
///
/// Thread-safe. Sandboxes are made and closed on threads of the executor; those that wait when this
/// process ends are closed with their driver.
public final class WarmPool {

    /// As long as a person takes to look at a result and start the next run.
    private static final Duration IDLE = Duration.ofSeconds(10);

    /// How many attempts may begin beside one that waits before it gives way: a workflow of fewer
    /// agents than that comes back to each.
    private static final int UNWANTED = 8;

    private final int most;
    private final long mostBytes;
    private final Executor threads;
    private final List<Waiting> waiting = new ArrayList<>();
    private int making;
    private long bytes;
    private int running;
    private long begun;
    private boolean closed;

    /// @param most how many may wait, and how many attempts may run while one is made
    /// @param mostBytes of memory that they may use together, by their limits
    /// @param threads for work that blocks
    public WarmPool(int most, long mostBytes, Executor threads) {
        this.most = most;
        this.mostBytes = mostBytes;
        this.threads = threads;
    }

    /// What has to be the same.
    ///
    /// @param driver the prefix of its sandboxes' ids
    record Key(String driver, Sha256 digest, String program, SandboxLimits limits) {}

    /// @param since how many attempts had begun when it was made
    private record Waiting(Key key, Sandbox sandbox, long since) {}

    /// How many wait.
    synchronized int size() {
        return waiting.size();
    }

    /// Makes a warm sandbox.
    @FunctionalInterface
    interface Maker {
        Sandbox make() throws SandboxException;
    }

    /// The one that waits longest; it is the caller's now.
    synchronized Optional<Sandbox> take(Key key) {
        Optional<Waiting> found = waiting.stream().filter(w -> w.key.equals(key)).findFirst();
        found.ifPresent(this::remove);
        return found.map(Waiting::sandbox);
    }

    private void remove(Waiting gone) {
        waiting.remove(gone);
        bytes -= gone.key.limits.memoryBytes();
    }

    /// An attempt begins to execute, and another of the same package may follow.
    synchronized void begin(Key key, Maker maker) {
        running++;
        begun++;
        prepare(key, maker);
    }

    /// An attempt has ended.
    synchronized void end(Key key, Maker maker) {
        running--;
        prepare(key, maker);
    }

    private void prepare(Key key, Maker maker) {
        if (closed || running + making >= most) {
            return;
        }
        if (!hasRoomFor(key)) {
            waiting.stream()
                    .filter(kept -> begun - kept.since > UNWANTED)
                    .findFirst()
                    .ifPresent(kept -> threads.execute(() -> expire(kept)));
        } else {
            making++;
            bytes += key.limits.memoryBytes();
            threads.execute(() -> make(key, maker));
        }
    }

    private boolean hasRoomFor(Key key) {
        return waiting.size() + making < most && bytes + key.limits.memoryBytes() <= mostBytes;
    }

    private void make(Key key, Maker maker) {
        Optional<Sandbox> made = Optional.empty();
        try {
            made = Optional.of(maker.make());
        } catch (SandboxException e) {
            // The next attempt makes its own, and says why it can't.
        } finally {
            keep(key, made);
        }
    }

    private synchronized void keep(Key key, Optional<Sandbox> made) {
        making--;
        notifyAll();
        if (made.isEmpty()) {
            bytes -= key.limits.memoryBytes();
            return;
        }
        var kept = new Waiting(key, made.get(), begun);
        waiting.add(kept);
        CompletableFuture.delayedExecutor(IDLE.toMillis(), TimeUnit.MILLISECONDS, threads)
                .execute(() -> expire(kept));
    }

    /// Makes no more, and waits until those that are being made are known to their driver, which
    /// closes them.
    public synchronized void close() {
        closed = true;
        while (making > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void expire(Waiting kept) {
        synchronized (this) {
            if (!waiting.contains(kept)) {
                return;
            }
            remove(kept);
        }
        try {
            kept.sandbox.close();
        } catch (SandboxException e) {
            // It is an orphan once this process has ended.
        }
    }
}
