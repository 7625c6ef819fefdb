package net.swarmstack.testing;

import net.swarmstack.definition.AgentManifest;
import net.swarmstack.definition.DefinitionReader;
import net.swarmstack.model.AgentPin;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.WorkflowPin;
import net.swarmstack.plan.AgentLookup;
import net.swarmstack.plan.AgentLookup.Found;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.Planner;

/// Plans made from workflow text, where every agent exists and takes and gives anything.
public final class Plans {

    private static final String ANY_AGENT =
            """
            name: any
            version: 1.0.0
            description: takes and gives anything
            author: test
            runtime: {type: shell, entry: main.sh}
            """;

    private Plans() {}

    /// The plan of a workflow of which only the text from `steps:` on is given.
    public static Plan of(String steps) {
        return Planner.plan(
                        new DefinitionReader().workflow("flow.yaml", text(steps)).orThrow(),
                        agent(ANY_AGENT))
                .orThrow();
    }

    /// What a run pins of a workflow of which only the text from `steps:` on is given.
    public static WorkflowPin pin(String steps) {
        var definition = new DefinitionReader().workflow("flow.yaml", text(steps)).orThrow();
        return new WorkflowPin("workflow-id", "flow", "1.0.0", definition.source());
    }

    /// Finds the one agent, whatever is asked for.
    public static AgentLookup agent(String manifestText) {
        AgentManifest manifest = new DefinitionReader().agent("agent.yaml", manifestText).orThrow();
        var pin =
                new AgentPin(
                        "agent-id",
                        manifest.name(),
                        manifest.version(),
                        Sha256.of(new byte[0]),
                        manifest.source());
        return _ -> new Found.Pinned(pin);
    }

    private static String text(String steps) {
        return """
        name: flow
        version: 1.0.0
        description: a flow
        author: test
        trigger: {type: manual}
        """
                + steps;
    }
}
