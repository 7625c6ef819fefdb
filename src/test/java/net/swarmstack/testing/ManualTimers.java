package net.swarmstack.testing;

import net.swarmstack.engine.Timers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;

/// Timers whose time passes when the test says so.
public final class ManualTimers implements Timers {

    private final List<Pending> pending = new ArrayList<>();
    private Duration now = Duration.ZERO;

    private record Pending(Duration at, Runnable task) {}

    @Override
    public synchronized Timer set(Duration delay, Runnable task) {
        var timer = new Pending(now.plus(delay), task);
        pending.add(timer);
        return () -> remove(timer);
    }

    /// How long it is until each of the timers that are set, the next one first.
    public synchronized List<Duration> delays() {
        return pending.stream().map(timer -> timer.at().minus(now)).sorted().toList();
    }

    /// Lets the time pass until the next timer, and runs its task.
    public void runNext() {
        Pending next;
        synchronized (this) {
            next =
                    pending.stream()
                            .min(Comparator.comparing(Pending::at))
                            .orElseThrow(() -> new NoSuchElementException("no timer is set"));
            pending.remove(next);
            now = next.at();
        }
        next.task().run();
    }

    private synchronized void remove(Pending timer) {
        pending.remove(timer);
    }
}
