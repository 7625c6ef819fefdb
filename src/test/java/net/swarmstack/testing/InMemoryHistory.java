package net.swarmstack.testing;

import net.swarmstack.engine.History;
import net.swarmstack.engine.RunQueue;
import net.swarmstack.engine.Transition;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.model.Artifact;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A history that lasts as long as the object. Thread-safe.
public final class InMemoryHistory implements History, RunQueue {

    private final Map<RunId, List<RecordedEvent>> events = new HashMap<>();
    private final Map<Sha256, JsonNode> values = new HashMap<>();
    private final Map<Sha256, byte[]> files = new HashMap<>();
    private final Map<RunId, RunState> states = new HashMap<>();
    private Optional<SwarmException> refusal = Optional.empty();
    private int refused;
    private final List<RunId> released = new ArrayList<>();

    /// From now on nothing is taken.
    public synchronized void refuse(SwarmException why) {
        refusal = Optional.of(why);
    }

    /// From now on everything is taken again.
    public synchronized void takeAgain() {
        refusal = Optional.empty();
    }

    /// Nothing of the run is remembered any more.
    public synchronized void forget(RunId run) {
        events.remove(run);
    }

    /// How often something was not taken.
    public synchronized int refused() {
        return refused;
    }

    private void refuseIfTold() {
        refusal.ifPresent(why -> {
            refused++;
            throw why;
        });
    }

    @Override
    public synchronized void append(RunId run, List<Transition> transitions) {
        refuseIfTold();
        var after = new ArrayList<>(events(run));
        for (Transition transition : transitions) {
            RecordedEvent event = transition.event();
            if (event.seq() != after.size() + 1 || !event.run().equals(run)) {
                throw new IllegalArgumentException(
                        "event " + event.seq() + " does not follow event " + after.size());
            }
            after.add(event);
            states.put(run, transition.after());
        }
        events.put(run, after);
    }

    @Override
    public void enqueue(RunId run, List<Transition> first) {
        append(run, first);
    }

    /// Every run may be claimed of which something is to be done: there is one process that lives.
    @Override
    public synchronized boolean claim(RunId run) {
        return events.containsKey(run) && !states.get(run).over();
    }

    @Override
    public synchronized void release(RunId run) {
        refuseIfTold();
        released.add(run);
    }

    /// The runs that were given back.
    public synchronized List<RunId> released() {
        return List.copyOf(released);
    }

    @Override
    public synchronized List<RunId> unowned(int most) {
        return events.keySet().stream()
                .filter(run -> !states.get(run).over())
                .filter(run -> states.get(run).status() != RunStatus.WAITING)
                .sorted(Comparator.comparing(RunId::value))
                .limit(most)
                .toList();
    }

    @Override
    public synchronized List<RecordedEvent> events(RunId run) {
        return List.copyOf(events.getOrDefault(run, List.of()));
    }

    @Override
    public synchronized Payload keep(JsonNode value) {
        byte[] bytes = Json.compactBytes(value);
        if (bytes.length <= Payload.MAX_INLINE_BYTES) {
            return new Payload.Inline(value);
        }
        refuseIfTold();
        Sha256 sha256 = Sha256.of(bytes);
        values.put(sha256, value);
        return new Payload.Stored(sha256, bytes.length, Json.compact(value).substring(0, 200));
    }

    @Override
    public synchronized Artifact keepFile(String name, InputStream content) {
        refuseIfTold();
        try {
            byte[] bytes = content.readAllBytes();
            files.put(Sha256.of(bytes), bytes);
            return new Artifact(name, bytes.length, Sha256.of(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The content of a file that was kept.
    public synchronized byte[] file(Artifact artifact) {
        return Optional.ofNullable(files.get(artifact.sha256())).orElseThrow().clone();
    }

    @Override
    public synchronized JsonNode load(Payload payload) {
        return switch (payload) {
            case Payload.Inline(var value) -> value;
            case Payload.Stored stored -> values.get(stored.sha256());
        };
    }
}
