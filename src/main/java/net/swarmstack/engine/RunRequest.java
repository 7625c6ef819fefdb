package net.swarmstack.engine;

import net.swarmstack.model.WorkflowPin;
import net.swarmstack.plan.Plan;

import tools.jackson.databind.JsonNode;

/// What a run is started with.
///
/// @param triggerType `manual`
/// @param trigger the data that `${trigger…}` reads
public record RunRequest(WorkflowPin workflow, Plan plan, String triggerType, JsonNode trigger) {}
