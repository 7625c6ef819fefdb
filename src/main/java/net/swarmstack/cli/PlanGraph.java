package net.swarmstack.cli;

import net.swarmstack.graph.Graph;
import net.swarmstack.model.StepId;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.PlannedStep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// What each step of a plan needs, as a graph.
final class PlanGraph {

    private PlanGraph() {}

    /// The graph of a plan, its steps in order.
    static Graph of(String title, Plan plan) {
        var nodes = new ArrayList<Graph.Node>();
        Map<StepId, Integer> places = new HashMap<>();
        for (PlannedStep step : plan.steps()) {
            places.put(step.id(), nodes.size());
            nodes.add(new Graph.Node(step.id().value(), step.agent().reference()));
        }
        var edges = new ArrayList<Graph.Edge>();
        for (PlannedStep step : plan.steps()) {
            for (StepId need : step.needs()) {
                edges.add(new Graph.Edge(place(places, need), place(places, step.id())));
            }
        }
        return new Graph(title, nodes, edges);
    }

    private static int place(Map<StepId, Integer> places, StepId step) {
        return Objects.requireNonNull(places.get(step), "a plan has every step it names");
    }
}
