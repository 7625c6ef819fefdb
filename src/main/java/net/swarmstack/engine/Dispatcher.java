package net.swarmstack.engine;

import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/// Takes over the runs that nobody executes, oldest first, so many at once and no more: the queue
/// is in the table, and memory does not grow with it. What does not work for now, for another
/// process writes or the sandbox of a lost attempt is not gone, is tried again after a pause.
/// Thread-safe.
public final class Dispatcher {

    private static final Backoff FIRST_PAUSE =
            new Backoff(Duration.ofMillis(250), Duration.ofMinutes(1));

    private final RunQueue queue;
    private final Adoption adoption;
    private final Incidents incidents;
    private final Timers timers;
    private final Executor threads;
    private final int most;
    private final Set<RunId> taken = new HashSet<>();

    /// Those that can never be taken over: they are told of once.
    private final Set<RunId> refused = new HashSet<>();

    /// Before it looks once more, where it could not; of the thread that looks.
    private volatile Backoff lookPause = FIRST_PAUSE;

    private boolean looking;
    private boolean lookAgain;
    private int adopting;
    private boolean stopped;
    private Optional<SwarmException> disowned = Optional.empty();

    /// Takes over a run; nothing where another process has it by now.
    @FunctionalInterface
    public interface Adoption {
        Optional<RunHandle> adopt(RunId run);
    }

    /// @param threads starts each task on a virtual thread of its own
    /// @param most how many runs at once
    public Dispatcher(
            RunQueue queue,
            Adoption adoption,
            Incidents incidents,
            Timers timers,
            Executor threads,
            int most) {
        this.queue = queue;
        this.adoption = adoption;
        this.incidents = incidents;
        this.timers = timers;
        this.threads = threads;
        this.most = most;
    }

    /// There may be something to take over: looks, on another thread.
    public synchronized void look() {
        lookAgain = true;
        if (!looking && !stopped) {
            looking = true;
            threads.execute(this::takeAll);
        }
    }

    /// Takes nothing over any more. When the call returns, what was being taken over has been, or
    /// has not.
    public synchronized void stop() throws InterruptedException {
        stopped = true;
        while (adopting > 0) {
            wait();
        }
    }

    /// Whether it was told to take nothing over any more.
    public synchronized boolean isStopped() {
        return stopped;
    }

    /// The refusal by which this process learnt that others take it for dead, where they do: it has
    /// stopped then, too.
    public synchronized Optional<SwarmException> disowned() {
        return disowned;
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
                free().forEach(run -> threads.execute(() -> take(run, FIRST_PAUSE)));
                lookPause = FIRST_PAUSE;
            } catch (RuntimeException e) {
                incidents.tell(
                        Incidents.Kind.NOT_ADOPTED, "can't look for runs: " + e.getMessage());
                lookLater();
            }
        }
    }

    private void lookLater() {
        Backoff pause = lookPause;
        lookPause = pause.longer();
        timers.set(pause.pause(), this::look);
    }

    private synchronized boolean isToLook() {
        looking = lookAgain && taken.size() < most && !stopped;
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

    private void take(RunId run, Backoff pause) {
        try {
            Optional<RunHandle> handle = adopt(run);
            if (handle.isPresent()) {
                var _ = handle.get().end().whenComplete((_, _) -> ended(run));
            } else {
                ended(run);
            }
        } catch (RuntimeException e) {
            incidents.tell(Incidents.Kind.NOT_ADOPTED, String.valueOf(e.getMessage()));
            if (isForNow(e)) {
                timers.set(pause.pause(), () -> threads.execute(() -> take(run, pause.longer())));
            } else {
                stopIfTakenForDead(e);
                refuse(run);
            }
        }
    }

    /// It would be refused every other run too.
    private synchronized void stopIfTakenForDead(RuntimeException refusal) {
        if (refusal instanceof SwarmException known && known.code() == Code.NOT_OWNER) {
            disowned = Optional.of(known);
            stopped = true;
        }
    }

    private Optional<RunHandle> adopt(RunId run) {
        synchronized (this) {
            if (stopped) {
                return Optional.empty();
            }
            adopting++;
        }
        try {
            return adoption.adopt(run);
        } finally {
            synchronized (this) {
                adopting--;
                notifyAll();
            }
        }
    }

    /// A sandbox that can't be ended is `INTERNAL`: it may be gone later.
    private static boolean isForNow(RuntimeException refusal) {
        return refusal instanceof SwarmException known
                && (known.code().isForNow() || known.code() == Code.INTERNAL);
    }

    private void refuse(RunId run) {
        synchronized (this) {
            refused.add(run);
        }
        ended(run);
    }

    /// In one, so that nobody who waits for this to be idle ends its threads in between.
    private synchronized void ended(RunId run) {
        taken.remove(run);
        notifyAll();
        look();
    }
}
