package net.swarmstack.definition;

import net.swarmstack.model.Located;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `workflow.yaml`, as it is written: nothing in it is resolved yet.
///
/// @param triggers the types of what may start it, as in `manual`
/// @param inputs what the data of a trigger must be
/// @param variables their defaults, by name
/// @param steps at least one, in the order of the file
/// @param outputs what a run gives, by name, where the workflow says so
/// @param timeout of a run, where it has one
/// @param failFast whether nothing new starts once a step has failed
/// @param concurrentSteps how many steps of a run may execute at once, where it says so
/// @param finallyDo the handlers of `finally`
/// @param source the whole file as JSON
public record WorkflowDefinition(
        String name,
        String version,
        String description,
        String author,
        List<String> triggers,
        Fields inputs,
        Located.Mapping variables,
        List<StepDefinition> steps,
        Optional<Located.Mapping> outputs,
        Optional<Duration> timeout,
        boolean failFast,
        Optional<Integer> concurrentSteps,
        List<HandlerDefinition> onError,
        List<HandlerDefinition> onSuccess,
        List<HandlerDefinition> finallyDo,
        List<String> tags,
        Map<String, String> labels,
        JsonNode source) {

    public WorkflowDefinition {
        triggers = List.copyOf(triggers);
        steps = List.copyOf(steps);
        onError = List.copyOf(onError);
        onSuccess = List.copyOf(onSuccess);
        finallyDo = List.copyOf(finallyDo);
        tags = List.copyOf(tags);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /// `name@version`.
    public String reference() {
        return name + "@" + version;
    }
}
