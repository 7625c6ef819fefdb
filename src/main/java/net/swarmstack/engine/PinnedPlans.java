package net.swarmstack.engine;

import net.swarmstack.definition.DefinitionReader;
import net.swarmstack.model.AgentPin;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.WorkflowPin;
import net.swarmstack.plan.AgentLookup.Found;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.Planner;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The plans that runs were started with, made from what their first events pinned. Most runs are
/// of a few workflows, and to plan takes longer than to take over a run: some plans are kept.
/// Thread-safe.
public final class PinnedPlans {

    /// How many are kept; what a plan takes grows with its workflow.
    private static final int MOST_KEPT = 256;

    private final Map<Pins, Plan> kept = new ConcurrentHashMap<>();

    private record Pins(WorkflowPin workflow, Map<String, AgentPin> agents) {}

    /// The plan of a run, by its first event.
    ///
    /// @throws SwarmException `MISCONFIGURED` where this version of Swarm refuses the definition
    public Plan of(RunId run, RunAccepted accepted) {
        if (kept.size() >= MOST_KEPT) {
            kept.clear();
        }
        return kept.computeIfAbsent(
                new Pins(accepted.workflow(), accepted.agents()), pins -> plan(run, pins));
    }

    private static Plan plan(RunId run, Pins pins) {
        Parsed<Plan> plan =
                Planner.plan(
                        new DefinitionReader()
                                .workflow(pins.workflow.reference(), pins.workflow.definition()),
                        reference -> agent(pins.agents, reference));
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

    private static Found agent(Map<String, AgentPin> pins, String reference) {
        return pins.containsKey(reference)
                ? new Found.Pinned(pins.get(reference))
                : new Found.Unknown(reference + " is not pinned");
    }
}
