package net.swarmstack.engine;

import net.swarmstack.model.Failure;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;

import tools.jackson.databind.JsonNode;

import java.util.Optional;

/// How a run ended.
///
/// @param result what it gave, where it succeeded
public record RunOutcome(
        RunStatus status,
        Optional<Failure> error,
        Optional<StepId> errorStep,
        Optional<JsonNode> result) {}
