package net.swarmstack.engine;

import net.swarmstack.definition.AgentManifest;
import net.swarmstack.model.AgentPin;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepExecutionId;
import net.swarmstack.model.StepId;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One try of a step execution.
///
/// @param execution the same in every attempt of the step: the agent's idempotency key
/// @param number from 1
/// @param demand as the sandbox was chosen by
/// @param inputs a valid object, defaults applied
/// @param timeout of this attempt, before the grace period
/// @param deadline when the timeout passes, for the agent to read
/// @param checkpoint the last that an earlier attempt wrote
public record Attempt(
        RunId run,
        StepId step,
        StepExecutionId execution,
        int number,
        String sandboxId,
        SandboxDemand demand,
        AgentManifest manifest,
        JsonNode inputs,
        Duration timeout,
        Instant deadline,
        Optional<JsonNode> checkpoint) {

    /// What executes.
    public AgentPin agent() {
        return demand.agent();
    }
}
