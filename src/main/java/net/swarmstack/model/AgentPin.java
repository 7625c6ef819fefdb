package net.swarmstack.model;

import tools.jackson.databind.JsonNode;

/// The one version of an agent that a run uses, with all that recovery needs of it.
///
/// @param agentId its row in the registry
/// @param digest of its package
/// @param manifest its `agent.yaml` as JSON
public record AgentPin(
        String agentId, String name, String version, Sha256 digest, JsonNode manifest) {

    /// `name@version`.
    public String reference() {
        return name + "@" + version;
    }
}
