package net.swarmstack.plan;

import net.swarmstack.definition.DefinitionReader;
import net.swarmstack.expression.Evaluation;
import net.swarmstack.model.AgentPin;
import net.swarmstack.model.Json;
import net.swarmstack.model.Sha256;

import tools.jackson.databind.JsonNode;

import java.util.Optional;

/// What a process does with the definitions of a workflow of plain paths, from pinned manifest to
/// inputs; [StartUpTest] looks at the classes it loads.
final class PlainPathsRun {

    private PlainPathsRun() {}

    public static void main(String[] args) {
        var reader = new DefinitionReader();
        JsonNode manifest =
                Json.parse(
                        """
                        {"name": "echo", "version": "1.0.0",
                         "runtime": {"type": "node", "entry": "main.js"},
                         "inputs": [{"name": "message", "type": "string", "required": true}],
                         "outputs": [{"name": "echoed", "type": "string"}]}
                        """);
        var pin = new AgentPin("id", "echo", "1.0.0", Sha256.of(new byte[0]), manifest);
        String expression = args[0];
        Plan plan =
                Planner.plan(
                                reader.workflow(
                                        "workflow.yaml",
                                        """
                                        name: chain
                                        version: 1.0.0
                                        steps:
                                          - id: step-1
                                            agent: echo
                                            inputs: {message: "%s"}
                                        """
                                                .formatted(expression)),
                                _ -> new AgentLookup.Found.Pinned(pin))
                        .orThrow();
        Evaluation evaluation =
                plan.steps()
                        .getFirst()
                        .inputs()
                        .evaluate(_ -> Optional.of(Json.parse("{\"message\":\"hi\"}")));
        if (!evaluation.equals(new Evaluation.Value(Json.parse("{\"message\":\"hi\"}")))) {
            throw new IllegalStateException(evaluation.toString());
        }
    }
}
