package net.swarmstack.plan;

import net.swarmstack.definition.AgentManifest;
import net.swarmstack.definition.RetryPolicy;
import net.swarmstack.definition.StepEffects;
import net.swarmstack.expression.Condition;
import net.swarmstack.expression.ValueTemplate;
import net.swarmstack.model.AgentPin;
import net.swarmstack.model.Isolation;
import net.swarmstack.model.StepId;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A step with everything resolved.
///
/// @param needs every step that must end before this one, as written, as referred to, or as listed
///   before it; without repetitions, in the order of the file
/// @param dependents the steps that have this one among their needs, in the order of the file
/// @param condition whether it runs at all, where it has an `if`; reads as `inputs` do
/// @param forEach the list it executes once for each item of, where it has one; reads as `inputs`
///   do
/// @param concurrency how many items may execute at once
/// @param inputs refers to outputs of `needs`, direct or not, only; with `item` and `index` where
///   it executes for each item
/// @param timeout of one attempt: the lower of the step's and the agent's
/// @param stepTimeout of all attempts and the waiting between them, where it has one
/// @param continueOnError whether the run goes on where the step fails
/// @param effects what it does to the world outside of Swarm
/// @param isolation the least that it or its agent accepts
public record PlannedStep(
        StepId id,
        AgentPin agent,
        AgentManifest manifest,
        List<StepId> needs,
        List<StepId> dependents,
        Optional<Condition> condition,
        Optional<ValueTemplate> forEach,
        int concurrency,
        ValueTemplate inputs,
        Duration timeout,
        Optional<Duration> stepTimeout,
        RetryPolicy retry,
        boolean continueOnError,
        StepEffects effects,
        Isolation isolation) {

    public PlannedStep {
        needs = List.copyOf(needs);
        dependents = List.copyOf(dependents);
    }
}
