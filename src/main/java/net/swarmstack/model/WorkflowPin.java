package net.swarmstack.model;

import tools.jackson.databind.JsonNode;

import java.util.stream.Stream;

/// The one version of a workflow that a run executes.
///
/// @param workflowId its row in the registry
/// @param definition its `workflow.yaml` as JSON
public record WorkflowPin(String workflowId, String name, String version, JsonNode definition) {

    /// The steps that a definition has, with those of its handlers.
    ///
    /// @param definition a `workflow.yaml` as JSON
    public static Stream<JsonNode> steps(JsonNode definition) {
        Stream<JsonNode> ofHandlers =
                Stream.of("on_error", "on_success", "finally")
                        .flatMap(list -> definition.path(list).valueStream())
                        .map(handler -> handler.path("step"))
                        .filter(JsonNode::isObject);
        return Stream.concat(definition.path("steps").valueStream(), ofHandlers);
    }

    /// `name@version`.
    public String reference() {
        return name + "@" + version;
    }
}
