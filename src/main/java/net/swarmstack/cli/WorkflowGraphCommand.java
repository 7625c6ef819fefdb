package net.swarmstack.cli;

import net.swarmstack.app.Swarm;
import net.swarmstack.graph.Graph;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.WorkflowPin;

import picocli.CommandLine.Model.CommandSpec;

import java.nio.file.Path;
import java.util.List;

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
            return PlanGraph.of(named, Swarm.validate(invocation.root(), Path.of(named)).orThrow());
        }
        return Swarm.ask(
                invocation.root(),
                catalog -> {
                    WorkflowPin workflow = catalog.workflow(named);
                    return PlanGraph.of(workflow.reference(), catalog.plan(workflow));
                });
    }
}
