package net.swarmstack.app;

import net.swarmstack.engine.Timers;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Timers by one daemon thread, which starts with the first of them.
final class ScheduledTimers implements Timers {

    private final ScheduledThreadPoolExecutor executor;

    ScheduledTimers() {
        executor =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("timers").factory());
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Timer set(Duration delay, Runnable task) {
        Future<?> pending = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> pending.cancel(false);
    }
}
