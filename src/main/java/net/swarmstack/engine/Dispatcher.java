package net.swarmstack.engine;

import net.swarmstack.model.RunId;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/// Takes over the runs that nobody executes, oldest first, so many at once and no more: the queue
/// is in the table, and memory does not grow with it. Thread-safe.
public final class Dispatcher {

    private final RunQueue queue;
    private final Adoption adoption;
    private final Incidents incidents;
    private final Executor threads;
    private final int most;
    private final Set<RunId> taken = new HashSet<>();

    /// Those that can't be taken over: they are told of once.
    private final Set<RunId> refused = new HashSet<>();

    private boolean looking;
    private boolean lookAgain;

    /// Takes over a run; nothing where another process has it by now.
    @FunctionalInterface
    public interface Adoption {
        Optional<RunHandle> adopt(RunId run);
    }

    /// @param threads starts each task on a virtual thread of its own
    /// @param most how many runs at once
    public Dispatcher(
            RunQueue queue, Adoption adoption, Incidents incidents, Executor threads, int most) {
        this.queue = queue;
        this.adoption = adoption;
        this.incidents = incidents;
        this.threads = threads;
        this.most = most;
    }

    /// There may be something to take over: looks, on another thread.
    public synchronized void look() {
        lookAgain = true;
        if (!looking) {
            looking = true;
            threads.execute(this::takeAll);
        }
    }

    /// Waits until there is nothing to do.
    public synchronized void awaitIdle() throws InterruptedException {
        while (looking || !taken.isEmpty()) {
            wait();
        }
    }

    /// Whether there is nothing to take over but what could not be.
    public boolean findsNothing() {
        int known;
        synchronized (this) {
            known = refused.size();
        }
        List<RunId> found = queue.unowned(known + 1);
        synchronized (this) {
            return refused.containsAll(found);
        }
    }

    private void takeAll() {
        while (isToLook()) {
            try {
                free().forEach(run -> threads.execute(() -> take(run)));
            } catch (RuntimeException e) {
                incidents.tell(
                        Incidents.Kind.NOT_ADOPTED, "can't look for runs: " + e.getMessage());
            }
        }
    }

    private synchronized boolean isToLook() {
        looking = lookAgain && taken.size() < most;
        lookAgain = false;
        notifyAll();
        return looking;
    }

    private List<RunId> free() {
        int room;
        int known;
        synchronized (this) {
            room = most - taken.size();
            known = taken.size() + refused.size();
        }
        List<RunId> found = queue.unowned(room + known);
        synchronized (this) {
            return found.stream()
                    .filter(run -> !taken.contains(run) && !refused.contains(run))
                    .limit(room)
                    .peek(taken::add)
                    .toList();
        }
    }

    private void take(RunId run) {
        try {
            Optional<RunHandle> handle = adoption.adopt(run);
            if (handle.isPresent()) {
                var _ = handle.get().end().whenComplete((_, _) -> ended(run));
            } else {
                ended(run);
            }
        } catch (RuntimeException e) {
            synchronized (this) {
                refused.add(run);
            }
            incidents.tell(Incidents.Kind.NOT_ADOPTED, String.valueOf(e.getMessage()));
            ended(run);
        }
    }

    private void ended(RunId run) {
        synchronized (this) {
            taken.remove(run);
        }
        look();
    }
}
