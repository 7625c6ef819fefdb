package net.swarmstack.model;

import tools.jackson.databind.JsonNode;

/// The one version of a workflow that a run executes.
///
/// @param workflowId its row in the registry
/// @param definition its `workflow.yaml` as JSON
public record WorkflowPin(String workflowId, String name, String version, JsonNode definition) {

    /// `name@version`.
    public String reference() {
        return name + "@" + version;
    }
}
