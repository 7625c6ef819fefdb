package net.swarmstack.simulator;

import net.swarmstack.engine.History;
import net.swarmstack.engine.RunQueue;
import net.swarmstack.engine.Transition;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.model.Artifact;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.registry.HistoryHash;
import net.swarmstack.testing.InMemoryHistory;

import tools.jackson.databind.JsonNode;

import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The registry as a model: the same refusals, in few lines.
final class MemoryStore implements Store {

    private final InMemoryHistory values = new InMemoryHistory();
    private final Map<RunId, Row> rows = new HashMap<>();
    private final Set<Long> locks = new HashSet<>();
    private final Set<Long> owners = new HashSet<>();
    private long epochs;

    /// A run.
    private static final class Row {
        private final List<RecordedEvent> events = new ArrayList<>();
        private RunStatus status = RunStatus.PENDING;
        private Optional<Long> owner = Optional.empty();
    }

    @Override
    public Seat join(InstantSource clock) {
        long epoch = ++epochs;
        locks.add(epoch);
        owners.removeIf(other -> !locks.contains(other) && !hasRuns(other));
        owners.add(epoch);
        return new Seat(
                epoch,
                new Events(epoch),
                new Queue(epoch),
                () -> locks.remove(epoch),
                () -> locks.remove(epoch));
    }

    private boolean hasRuns(long epoch) {
        return rows.values().stream().anyMatch(row -> row.owner.equals(Optional.of(epoch)));
    }

    /// One that was taken for dead may take no run.
    private void requireOwner(long epoch) {
        if (!owners.contains(epoch)) {
            throw new SwarmException(Code.NOT_OWNER, "others took this process for dead");
        }
    }

    @Override
    public Optional<Long> livingOwner(RunId run) {
        return row(run).owner.filter(locks::contains);
    }

    @Override
    public String tip(RunId run) {
        return HistoryHash.of(row(run).events);
    }

    @Override
    public List<String> damage() {
        return List.of();
    }

    private Row row(RunId run) {
        return Optional.ofNullable(rows.get(run)).orElseGet(Row::new);
    }

    private void append(RunId run, List<Transition> transitions, Optional<Long> owner) {
        Row row = row(run);
        long first = transitions.getFirst().event().seq();
        if (first == 1) {
            owner.ifPresent(this::requireOwner);
        } else if (!row.owner.equals(owner)) {
            throw new SwarmException(Code.NOT_OWNER, "the run is another's");
        }
        if (first != row.events.size() + 1) {
            throw new IllegalArgumentException(
                    "event %d does not follow event %d".formatted(first, row.events.size()));
        }
        transitions.forEach(transition -> row.events.add(transition.event()));
        RunState after = transitions.getLast().after();
        row.status = after.status();
        boolean isReleased = after.over() || after.status() == RunStatus.WAITING;
        row.owner = isReleased ? Optional.empty() : owner;
        rows.put(run, row);
    }

    /// Of one process.
    private final class Events implements History {

        private final long epoch;

        Events(long epoch) {
            this.epoch = epoch;
        }

        @Override
        public void append(RunId run, List<Transition> transitions) {
            MemoryStore.this.append(run, transitions, Optional.of(epoch));
        }

        @Override
        public void enqueue(RunId run, List<Transition> first) {
            MemoryStore.this.append(run, first, Optional.empty());
        }

        @Override
        public List<RecordedEvent> events(RunId run) {
            return List.copyOf(row(run).events);
        }

        @Override
        public Payload keep(JsonNode value) {
            return values.keep(value);
        }

        @Override
        public Artifact keepFile(String name, InputStream content) {
            return values.keepFile(name, content);
        }

        @Override
        public JsonNode load(Payload payload) {
            return values.load(payload);
        }
    }

    /// Of one process.
    private final class Queue implements RunQueue {

        private final long epoch;

        Queue(long epoch) {
            this.epoch = epoch;
        }

        @Override
        public boolean claim(RunId run) {
            Row row = rows.get(run);
            boolean isFree =
                    row != null
                            && row.owner
                                    .map(other -> other == epoch || !locks.contains(other))
                                    .orElse(!row.status.isFinal());
            if (isFree) {
                requireOwner(epoch);
                row.owner = Optional.of(epoch);
            }
            return isFree;
        }

        @Override
        public void release(RunId run) {
            Row row = row(run);
            row.owner = row.owner.filter(other -> other != epoch || row.status.isFinal());
        }

        @Override
        public List<RunId> unowned(int most) {
            return rows.entrySet().stream()
                    .filter(entry -> isUnowned(entry.getValue()))
                    .map(Map.Entry::getKey)
                    .sorted(Comparator.comparing(RunId::value))
                    .limit(most)
                    .toList();
        }

        private boolean isUnowned(Row row) {
            return row.owner
                    .map(other -> other != epoch && !locks.contains(other))
                    .orElse(row.status == RunStatus.PENDING || row.status == RunStatus.RUNNING);
        }
    }
}
