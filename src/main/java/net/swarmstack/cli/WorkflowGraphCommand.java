package net.swarmstack.cli;

import net.swarmstack.app.Swarm;
import net.swarmstack.app.SwarmReader;
import net.swarmstack.graph.Graph;
import net.swarmstack.model.StepId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.WorkflowPin;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.PlannedStep;

import picocli.CommandLine.Model.CommandSpec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// `swarm workflow graph NAME|PATH`
final class WorkflowGraphCommand implements Command {

    private static final List<String> FORMATS = List.of("mermaid", "dot", "svg");

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Draws the steps of a workflow and what each needs.",
                        "swarm workflow graph echo-chain",
                        "swarm workflow graph echo-chain -o svg >echo-chain.svg",
                        "swarm workflow graph ./my-workflow -o dot | dot -Tpng >my-workflow.png")
                .addPositional(
                        Specs.argument(
                                0,
                                true,
                                "NAME|PATH",
                                "A registered workflow; with a / in it or ending in .yaml, a file or"
                                        + " folder."))
                .addOption(Specs.output("mermaid (the default), dot or svg.", FORMATS));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        Graph graph = read(invocation);
        String text =
                switch (invocation.option(Specs.OUTPUT).orElse("mermaid")) {
                    case "dot" -> graph.dot();
                    case "svg" -> graph.svg().orElseThrow(() -> tooLarge(graph));
                    default -> graph.mermaid();
                };
        invocation.console().print(text);
        return ExitStatus.OK;
    }

    private static SwarmException tooLarge(Graph graph) {
        return new SwarmException(
                Code.USAGE,
                "%s has too many steps for a picture: use -o dot or mermaid"
                        .formatted(graph.title()));
    }

    private static Graph read(Invocation invocation) {
        String named = invocation.argument(0);
        if (named.contains("/") || named.endsWith(".yaml") || named.equals(".")) {
            return graph(named, Swarm.validate(invocation.root(), Path.of(named)).orThrow());
        }
        try (SwarmReader swarm = invocation.openReader()) {
            WorkflowPin workflow = swarm.catalog().workflow(named);
            return graph(workflow.reference(), swarm.catalog().plan(workflow));
        }
    }

    private static Graph graph(String title, Plan plan) {
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
