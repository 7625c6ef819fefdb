package net.swarmstack.plan;

import net.swarmstack.definition.DefinitionReader;
import net.swarmstack.model.AgentPin;
import net.swarmstack.model.Nearest;
import net.swarmstack.model.Problem;
import net.swarmstack.model.Sha256;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Two agents, `echo` with declared fields and `any` with none, and short ways to plan.
final class PlannerFixture {

    final DefinitionReader reader = new DefinitionReader();
    final Map<String, AgentPin> agents = new LinkedHashMap<>();

    PlannerFixture() {
        agent(
                "echo",
                """
                inputs: [{name: message, type: string, required: true}, {name: times, type: integer}]
                outputs: [{name: echoed, type: string}, {name: timestamp, type: string}]
                """);
        agent("any", "");
    }

    Plan plan(String steps) {
        return Planner.plan(reader.workflow("w.yaml", workflow(steps)), this::find).orThrow();
    }

    List<String> problems(String text) {
        return Planner.plan(reader.workflow("w.yaml", text), this::find).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    static String workflow(String steps) {
        return "name: w\nversion: 1.0.0\nsteps:\n" + steps.indent(steps.startsWith("[") ? 1 : 0);
    }

    AgentLookup.Found find(String reference) {
        AgentPin pin = agents.get(reference);
        return pin == null
                ? new AgentLookup.Found.Unknown(
                        "no agent \""
                                + reference
                                + "\"."
                                + Nearest.hint(reference, agents.keySet()))
                : new AgentLookup.Found.Pinned(pin);
    }

    void agent(String name, String fields, String... runtime) {
        String text =
                "name: %s\nversion: 1.0.0\nruntime: {type: node, entry: a%s}\n%s"
                        .formatted(
                                name,
                                runtime.length == 0 ? "" : ", " + String.join(", ", runtime),
                                fields);
        agents.put(
                name,
                new AgentPin(
                        "id-" + name,
                        name,
                        "1.0.0",
                        Sha256.of(new byte[0]),
                        reader.agent(name, text).orThrow().source()));
    }

    static String needs(Plan plan) {
        return String.join(
                " ", plan.steps().stream().map(step -> step.id() + ":" + step.needs()).toList());
    }
}
