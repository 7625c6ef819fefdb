package net.swarmstack.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Tells a running attempt to stop. Thread-safe; once given it stays given.
public final class StopSignal {

    private final List<Runnable> listeners = new ArrayList<>();
    private boolean given;

    /// Gives the signal: every listener runs on the calling thread, once.
    public void give() {
        List<Runnable> toRun;
        synchronized (this) {
            if (given) {
                return;
            }
            given = true;
            notifyAll();
            toRun = List.copyOf(listeners);
        }
        toRun.forEach(Runnable::run);
    }

    /// Runs the listener when the signal is given; at once where it has been.
    public void onGiven(Runnable listener) {
        synchronized (this) {
            if (!given) {
                listeners.add(listener);
                return;
            }
        }
        listener.run();
    }

    /// Waits until the signal is given, but no longer than this.
    ///
    /// @return whether it has been given
    public synchronized boolean await(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        long left = most.toNanos();
        while (!given && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - System.nanoTime();
        }
        return given;
    }

    /// Whether it has been given.
    public synchronized boolean isGiven() {
        return given;
    }
}
