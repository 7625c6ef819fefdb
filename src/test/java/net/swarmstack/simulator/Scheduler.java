package net.swarmstack.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/// Time that passes when nothing is left to do in it, and what is to be done in which order: of
/// what is due at one moment, chance says what comes first. The clock that processes read is this
/// time and what somebody has put it forward or back by.
final class Scheduler implements InstantSource {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05.006Z");

    private static final Comparator<Task> ORDER =
            Comparator.comparingLong(Task::at)
                    .thenComparingInt(Task::order)
                    .thenComparingLong(Task::number);

    private final PriorityQueue<Task> tasks = new PriorityQueue<>(ORDER);
    private final Chance chance;
    private long now;
    private long putForward;
    private long number;

    Scheduler(Chance chance) {
        this.chance = chance;
    }

    /// Something to be done.
    ///
    /// @param at in milliseconds since the beginning
    /// @param owner the process that does it, where it is not the world
    private record Task(long at, int order, long number, Optional<Owner> owner, Runnable work) {}

    /// Milliseconds since the beginning.
    long now() {
        return now;
    }

    @Override
    public Instant instant() {
        return START.plusMillis(now + putForward);
    }

    /// Puts the clock forward, or back; time itself passes as before.
    void putForward(Duration by) {
        putForward += by.toMillis();
    }

    /// Something happens in the world, after so many milliseconds.
    void after(long delay, Runnable work) {
        add(now + delay, chance.below(Integer.MAX_VALUE), Optional.empty(), work);
    }

    /// A process does something, after so many milliseconds, if it lives then.
    void after(long delay, Owner owner, Runnable work) {
        add(now + delay, chance.below(Integer.MAX_VALUE), Optional.of(owner), work);
    }

    /// A process does something before anything else happens.
    void first(Owner owner, Runnable work) {
        add(now, -1, Optional.of(owner), work);
    }

    private void add(long at, int order, Optional<Owner> owner, Runnable work) {
        tasks.add(new Task(at, order, number++, owner, work));
    }

    /// Does the next thing.
    ///
    /// @return whether there was one
    boolean runNext() {
        Task next = tasks.poll();
        if (next == null) {
            return false;
        }
        now = Math.max(now, next.at);
        if (next.owner.isEmpty()) {
            next.work.run();
            return true;
        }
        Owner owner = next.owner.get();
        if (owner.pausedUntil() > now) {
            add(owner.pausedUntil(), next.order, next.owner, next.work);
            return true;
        }
        owner.run(next.work);
        return true;
    }
}
