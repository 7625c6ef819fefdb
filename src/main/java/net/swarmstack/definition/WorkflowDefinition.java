package net.swarmstack.definition;

import net.swarmstack.model.Located;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `workflow.yaml`, as it is written: nothing in it is resolved yet.
///
/// @param triggers the types of what may start it, as in `manual`
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
        Located.Mapping variables,
        List<StepDefinition> steps,
        Optional<Located.Mapping> outputs,
        Optional<Duration> timeout,
        boolean failFast,
        Optional<Integer> concurrentSteps,
        List<NotifyDefinition> onError,
        List<NotifyDefinition> onSuccess,
        List<NotifyDefinition> finallyDo,
        List<String> tags,
        JsonNode source) {

    public WorkflowDefinition {
        triggers = List.copyOf(triggers);
        steps = List.copyOf(steps);
        onError = List.copyOf(onError);
        onSuccess = List.copyOf(onSuccess);
        finallyDo = List.copyOf(finallyDo);
        tags = List.copyOf(tags);
    }

    /// `name@version`.
    public String reference() {
        return name + "@" + version;
    }
}
