package net.swarmstack.plan;

import net.swarmstack.definition.AgentManifest;
import net.swarmstack.definition.FieldDeclaration;
import net.swarmstack.definition.Fields;
import net.swarmstack.definition.Located;
import net.swarmstack.definition.StepDefinition;
import net.swarmstack.expression.ValueTemplate;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Nearest;
import net.swarmstack.model.Problem;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;

/// Compares the inputs of a step with what its agent declares. An agent that declares none takes
/// any.
final class InputCheck {

    private InputCheck() {}

    static void check(
            StepDefinition step,
            AgentManifest agent,
            ValueTemplate template,
            List<Problem> problems) {
        Fields declared = agent.inputs();
        if (declared.declarations().isEmpty()) {
            return;
        }
        Map<String, Located.Entry> given = step.inputs().entries();
        String who = "step \"" + step.id() + "\": ";
        given.forEach((name, entry) -> {
            if (declared.find(name).isEmpty()) {
                problems.add(new Problem(entry.keyAt(), who + undeclared(agent, name)));
            }
        });
        ObjectNode constants = template.constantMembers();
        for (FieldDeclaration field : declared.declarations()) {
            boolean isGiven =
                    given.containsKey(field.name()) && !constants.path(field.name()).isNull();
            if (!isGiven && !field.isOptional()) {
                problems.add(
                        new Problem(
                                step.inputs().at(),
                                who
                                        + agent.reference()
                                        + " requires the input \""
                                        + field.name()
                                        + "\""));
            }
        }
        if (constants.isEmpty()) {
            return;
        }
        Map<String, List<String>> violations = declared.violationsByField(constants);
        given.forEach((name, entry) ->
                violations
                        .getOrDefault(name, List.of())
                        .forEach(violation ->
                                problems.add(new Problem(entry.value().at(), who + violation))));
    }

    private static String undeclared(AgentManifest agent, String name) {
        List<String> names = agent.inputs().names();
        return agent.reference()
                + " has no input "
                + Excerpt.quote(name)
                + "."
                + Nearest.hint(name, names)
                + " It has: "
                + Excerpt.names(names);
    }
}
