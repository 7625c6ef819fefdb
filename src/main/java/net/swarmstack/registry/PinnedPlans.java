package net.swarmstack.registry;

import net.swarmstack.engine.PinnedPlan;
import net.swarmstack.model.AgentPin;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunId;
import net.swarmstack.model.WorkflowPin;
import net.swarmstack.plan.Plan;

import java.util.HashMap;
import java.util.Map;

/// The plans of what runs began with. Most runs are of a few workflows, so some plans are kept.
final class PinnedPlans {

    private static final int MOST_KEPT = 32;

    private final Map<Pins, Plan> kept = new HashMap<>();

    private record Pins(WorkflowPin workflow, Map<String, AgentPin> agents) {}

    /// The plan of a run.
    ///
    /// @throws net.swarmstack.model.SwarmException as [PinnedPlan#of]
    Plan of(RunId run, RunAccepted accepted) {
        if (kept.size() == MOST_KEPT) {
            kept.clear();
        }
        return kept.computeIfAbsent(
                new Pins(accepted.workflow(), accepted.agents()),
                _ -> PinnedPlan.of(run, accepted));
    }
}
