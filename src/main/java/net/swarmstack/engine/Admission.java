package net.swarmstack.engine;

import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/// Gives sandbox slots to attempts, first come, first served, and never more at once to a run than
/// it may have. Every attempt passes here. Slots are computed from the attempts that live, never
/// counted, so that none can leak.
final class Admission {

    private final int slots;
    private final Set<Ticket> live = new HashSet<>();
    private final Queue<Waiting> queue = new ArrayDeque<>();
    private final Map<RunId, Lane> lanes = new HashMap<>();

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

    /// The attempts of one run: as many as may live are in line for a slot or have one, the others
    /// wait for those.
    private record Lane(Set<Ticket> admitted, Queue<Waiting> rest) {}

    /// Gives the attempt a slot where one is free; else it waits in line, and `whenGranted` runs,
    /// on any thread, once it has one.
    ///
    /// @param limit how many attempts of the run may live at once
    /// @return whether it has a slot now
    synchronized boolean admit(Ticket ticket, int limit, Runnable whenGranted) {
        var waiting = new Waiting(ticket, whenGranted);
        Lane lane =
                lanes.computeIfAbsent(
                        ticket.run(), _ -> new Lane(new HashSet<>(), new ArrayDeque<>()));
        if (lane.admitted().size() >= limit) {
            lane.rest().add(waiting);
            return false;
        }
        lane.admitted().add(ticket);
        if (queue.isEmpty() && live.size() < slots) {
            live.add(ticket);
            return true;
        }
        queue.add(waiting);
        return false;
    }

    /// Takes the attempt's slot back, or its place in a line, and gives it to the next.
    void release(Ticket ticket) {
        release(List.of(ticket));
    }

    /// The same of several at once: none of them gets the slot of another.
    void release(List<Ticket> tickets) {
        List<Waiting> granted;
        synchronized (this) {
            tickets.forEach(this::leave);
            granted = grant();
        }
        granted.forEach(next -> next.whenGranted().run());
    }

    /// Takes back the slots of a run's attempts but those that still execute; what waits in line
    /// waits no longer.
    void releaseAll(RunId run, Set<Ticket> executing) {
        List<Waiting> granted;
        synchronized (this) {
            queue.removeIf(waiting -> waiting.ticket().run().equals(run));
            Optional.ofNullable(lanes.get(run))
                    .ifPresent(lane -> {
                        lane.rest().clear();
                        Set.copyOf(lane.admitted()).stream()
                                .filter(ticket -> !executing.contains(ticket))
                                .forEach(this::leave);
                    });
            granted = grant();
        }
        granted.forEach(next -> next.whenGranted().run());
    }

    private void leave(Ticket ticket) {
        Lane lane = lanes.get(ticket.run());
        if (lane == null) {
            return;
        }
        if (!live.remove(ticket)) {
            queue.removeIf(waiting -> waiting.ticket().equals(ticket));
        }
        if (!lane.admitted().remove(ticket)) {
            lane.rest().removeIf(waiting -> waiting.ticket().equals(ticket));
            return;
        }
        Waiting next = lane.rest().poll();
        if (next != null) {
            lane.admitted().add(next.ticket());
            queue.add(next);
        } else if (lane.admitted().isEmpty()) {
            lanes.remove(ticket.run());
        }
    }

    private List<Waiting> grant() {
        List<Waiting> granted = new ArrayList<>();
        while (live.size() < slots && !queue.isEmpty()) {
            Waiting next = queue.remove();
            live.add(next.ticket());
            granted.add(next);
        }
        return granted;
    }
}
