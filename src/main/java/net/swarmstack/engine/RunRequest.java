package net.swarmstack.engine;

import net.swarmstack.model.WorkflowPin;
import net.swarmstack.plan.Plan;

import tools.jackson.databind.node.ObjectNode;

/// What a run is started with.
///
/// @param triggerType `manual`
/// @param trigger the data that `${trigger…}` reads
/// @param variables take the place of the workflow's own of the same names
public record RunRequest(
        WorkflowPin workflow,
        Plan plan,
        String triggerType,
        ObjectNode trigger,
        ObjectNode variables) {}
