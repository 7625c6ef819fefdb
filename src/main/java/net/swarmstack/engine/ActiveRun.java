package net.swarmstack.engine;

import net.swarmstack.model.Isolation;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunOrigin;
import net.swarmstack.model.StepExecutionId;
import net.swarmstack.model.StepId;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.PlannedStep;

import java.util.Optional;

/// A run that this process executes, with what stays the same while it does.
///
/// @param keys the run by whose id the idempotency keys of the steps are made
/// @param isolation what was asked for
record ActiveRun(
        RunId id,
        RunId keys,
        Plan plan,
        Optional<Isolation> isolation,
        Resolver resolver,
        RunListener listener) {

    static ActiveRun of(
            RunId id, RunAccepted accepted, Plan plan, Resolver resolver, RunListener listener) {
        return new ActiveRun(
                id,
                accepted.origin().map(RunOrigin::keys).orElse(id),
                plan,
                accepted.isolation(),
                resolver,
                listener);
    }

    /// What the sandboxes of a step have to be.
    SandboxDemand demand(StepId id) {
        PlannedStep step = plan.step(id);
        return new SandboxDemand(step.agent(), step.isolation(), isolation);
    }

    /// What every attempt of a step has in common, for the world outside.
    StepExecutionId key(StepId step) {
        return StepExecutionId.of(keys, step);
    }
}
