package net.swarmstack.registry;

import net.swarmstack.model.AgentPin;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.WorkflowPin;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.Planner;

import java.util.HashMap;
import java.util.Map;

/// The plans of what runs began with. Most runs are of a few workflows, so some plans are kept.
final class PinnedPlans {

    private static final int MOST_KEPT = 32;

    private final Map<Pins, Parsed<Plan>> kept = new HashMap<>();

    private record Pins(WorkflowPin workflow, Map<String, AgentPin> agents) {}

    /// The plan of a run, or why this version of Swarm has none for it.
    Parsed<Plan> of(RunAccepted accepted) {
        if (kept.size() == MOST_KEPT) {
            kept.clear();
        }
        return kept.computeIfAbsent(
                new Pins(accepted.workflow(), accepted.agents()),
                pins -> Planner.pinned(pins.workflow(), pins.agents()));
    }
}
