package net.swarmstack.definition;

import net.swarmstack.model.Isolation;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.List;

/// `agent.yaml`.
///
/// @param grace between SIGTERM at the deadline and the end of the sandbox
/// @param isolation the least it accepts
/// @param source the whole file as JSON
public record AgentManifest(
        String name,
        String version,
        String description,
        String author,
        AgentRuntime runtime,
        List<String> capabilities,
        Fields inputs,
        Fields outputs,
        AgentLimits limits,
        Duration grace,
        Isolation isolation,
        List<String> tags,
        JsonNode source) {

    public AgentManifest {
        capabilities = List.copyOf(capabilities);
        tags = List.copyOf(tags);
    }

    /// `name@version`.
    public String reference() {
        return name + "@" + version;
    }
}
