package net.swarmstack.registry;

import net.swarmstack.model.AttemptRemains;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunEvent;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The payloads of an event, found in its records: so none is forgotten when an event is added.
///
/// @param payloads all of them
/// @param artifactLists those that list artifacts, which refer to more
record References(List<Payload> payloads, List<Payload> artifactLists) {

    static References of(RunEvent event) {
        var references = new References(new ArrayList<>(), new ArrayList<>());
        references.addAllOf(event);
        return references;
    }

    private void addAllOf(Object part) {
        switch (part) {
            case Payload payload -> payloads.add(payload);
            case Optional<?> optional -> optional.ifPresent(this::addAllOf);
            case Collection<?> parts -> parts.forEach(this::addAllOf);
            case Map<?, ?> parts -> parts.values().forEach(this::addAllOf);
            case AttemptRemains remains -> {
                remains.artifacts().ifPresent(artifactLists::add);
                addComponentsOf(remains);
            }
            case Record other -> addComponentsOf(other);
            default -> {}
        }
    }

    private void addComponentsOf(Record whole) {
        for (RecordComponent component : whole.getClass().getRecordComponents()) {
            try {
                addAllOf(component.getAccessor().invoke(whole));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("the records of events are public", e);
            }
        }
    }
}
