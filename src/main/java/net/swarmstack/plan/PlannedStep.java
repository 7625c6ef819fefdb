package net.swarmstack.plan;

import net.swarmstack.definition.AgentManifest;
import net.swarmstack.expression.ValueTemplate;
import net.swarmstack.model.AgentPin;
import net.swarmstack.model.StepId;

import java.time.Duration;
import java.util.List;

/// A step with everything resolved.
///
/// @param needs every step that must end before this one, as written, as referred to, or as listed
///   before it; without repetitions, in the order of the file
/// @param dependents the steps that have this one among their needs, in the order of the file
/// @param inputs refers to outputs of `needs`, direct or not, only
/// @param timeout of one attempt: the lower of the step's and the agent's
public record PlannedStep(
        StepId id,
        String name,
        AgentPin agent,
        AgentManifest manifest,
        List<StepId> needs,
        List<StepId> dependents,
        ValueTemplate inputs,
        Duration timeout) {

    public PlannedStep {
        needs = List.copyOf(needs);
        dependents = List.copyOf(dependents);
    }
}
