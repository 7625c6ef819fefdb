package net.swarmstack.engine;

import net.swarmstack.definition.DefinitionReader;
import net.swarmstack.model.AgentPin;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.plan.AgentLookup.Found;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.Planner;

import java.util.Map;

/// The plan that a run was started with, made from what its first event pinned.
public final class PinnedPlan {

    private PinnedPlan() {}

    /// The plan of a run, by its first event.
    ///
    /// @throws SwarmException `MISCONFIGURED` where this version of Swarm refuses the definition
    public static Plan of(RunId run, RunAccepted accepted) {
        Map<String, AgentPin> pins = accepted.agents();
        Parsed<Plan> plan =
                Planner.plan(
                        new DefinitionReader()
                                .workflow(
                                        accepted.workflow().reference(),
                                        accepted.workflow().definition()),
                        reference ->
                                pins.containsKey(reference)
                                        ? new Found.Pinned(pins.get(reference))
                                        : new Found.Unknown(reference + " is not pinned"));
        try {
            return plan.orThrow();
        } catch (SwarmException e) {
            throw new SwarmException(
                    Code.MISCONFIGURED,
                    "run %s: this version of Swarm refuses the definition that it began with. Finish"
                                    .formatted(run)
                            + " it with the version that began it.\n"
                            + e.getMessage(),
                    e);
        }
    }
}
