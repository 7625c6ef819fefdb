package net.swarmstack.engine;

import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;

/// Gives sandbox slots to attempts, first come, first served. Every attempt passes here. Slots are
/// computed from the attempts that live, never counted, so that none can leak.
final class Admission {

    private final int slots;
    private final Set<Ticket> live = new HashSet<>();
    private final Queue<Waiting> queue = new ArrayDeque<>();

    /// @param slots how many attempts may live at once
    Admission(int slots) {
        if (slots < 1) {
            throw new IllegalArgumentException("slots: at least 1, not " + slots);
        }
        this.slots = slots;
    }

    /// One attempt that wants or has a slot.
    record Ticket(RunId run, StepId step, int attempt) {}

    private record Waiting(Ticket ticket, Runnable whenGranted) {}

    /// Gives the attempt a slot where one is free; else it waits in line, and `whenGranted` runs,
    /// on any thread, once it has one.
    ///
    /// @return whether it has a slot now
    synchronized boolean admit(Ticket ticket, Runnable whenGranted) {
        if (queue.isEmpty() && live.size() < slots) {
            live.add(ticket);
            return true;
        }
        queue.add(new Waiting(ticket, whenGranted));
        return false;
    }

    /// Takes the attempt's slot back, and gives it to the next in line.
    void release(Ticket ticket) {
        releaseWhere(ticket::equals);
    }

    /// Takes back the slots of a run's attempts but those that still execute.
    void releaseAll(RunId run, Set<Ticket> executing) {
        releaseWhere(ticket -> ticket.run().equals(run) && !executing.contains(ticket));
    }

    private void releaseWhere(Predicate<Ticket> over) {
        List<Waiting> granted = new ArrayList<>();
        synchronized (this) {
            live.removeIf(over);
            while (live.size() < slots && !queue.isEmpty()) {
                Waiting next = queue.remove();
                live.add(next.ticket());
                granted.add(next);
            }
        }
        granted.forEach(next -> next.whenGranted().run());
    }
}
