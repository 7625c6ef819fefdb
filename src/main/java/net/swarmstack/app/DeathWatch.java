package net.swarmstack.app;

import net.swarmstack.control.ControlClient;
import net.swarmstack.engine.Backoff;
import net.swarmstack.engine.RunOwners;
import net.swarmstack.engine.RunOwners.Owner;
import net.swarmstack.model.SwarmException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/// Learns at once of the death of the other processes that execute runs; waits for each on a
/// virtual thread of its own.
final class DeathWatch implements AutoCloseable {

    /// Between two looks at the lock of a process that has stopped listening.
    private static final Backoff FIRST_PAUSE =
            new Backoff(Duration.ofMillis(5), Duration.ofMillis(1280));

    private final RunOwners owners;
    private final long own;
    private final Executor threads;
    private final Consumer<Owner> whenDead;
    private final Map<Long, Thread> waiting = new HashMap<>();
    private boolean closed;

    /// @param own the epoch of this process
    /// @param threads starts each task on a virtual thread of its own
    /// @param whenDead told of each that has died
    DeathWatch(RunOwners owners, long own, Executor threads, Consumer<Owner> whenDead) {
        this.owners = owners;
        this.own = own;
        this.threads = threads;
        this.whenDead = whenDead;
    }

    /// Watches every other process that executes runs now.
    void look() {
        for (Owner owner : owners.alive()) {
            if (owner.epoch() != own && owner.socket().isPresent()) {
                threads.execute(() -> watch(owner, owner.socket().get()));
            }
        }
    }

    private void watch(Owner owner, Path socket) {
        if (begin(owner)) {
            boolean isDead = awaitDeath(owner, socket);
            if (end(owner) && isDead) {
                whenDead.accept(owner);
            }
        }
    }

    /// One thread is enough.
    private synchronized boolean begin(Owner owner) {
        return !closed && waiting.putIfAbsent(owner.epoch(), Thread.currentThread()) == null;
    }

    /// From now on this thread is not interrupted.
    private synchronized boolean end(Owner owner) {
        waiting.remove(owner.epoch());
        return !closed;
    }

    /// A process that ends stops listening before it gives up its lock, and of one that is killed
    /// the system closes one file after another.
    private boolean awaitDeath(Owner owner, Path socket) {
        try {
            new ControlClient(owner.pid(), socket, threads, _ -> {}).awaitEnd();
            Backoff pause = FIRST_PAUSE;
            while (owners.alive().stream().anyMatch(o -> o.epoch() == owner.epoch())) {
                Thread.sleep(pause.pause());
                pause = pause.longer();
            }
            return true;
        } catch (SwarmException e) {
            return false; // the next look begins anew
        } catch (InterruptedException | RejectedExecutionException e) {
            return false; // closed
        }
    }

    /// Waits for none any more.
    @Override
    public synchronized void close() {
        closed = true;
        waiting.values().forEach(Thread::interrupt);
    }
}
