package net.swarmstack.plan;

import net.swarmstack.definition.AgentManifest;
import net.swarmstack.definition.FieldDeclaration;
import net.swarmstack.definition.StepDefinition;
import net.swarmstack.expression.ValueTemplate;
import net.swarmstack.model.Located;
import net.swarmstack.model.Location;
import net.swarmstack.model.Nearest;
import net.swarmstack.model.Problem;

import tools.jackson.databind.node.ObjectNode;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Compares the inputs of a step with what its agent declares. An agent without the key `inputs`
/// takes any, one with an empty list none.
final class InputCheck {

    private final StepDefinition step;
    private final AgentManifest agent;
    private final List<Problem> problems;

    /// The declared inputs that an undeclared one was probably meant for.
    private final Set<String> misspelt = new HashSet<>();

    private InputCheck(StepDefinition step, AgentManifest agent, List<Problem> problems) {
        this.step = step;
        this.agent = agent;
        this.problems = problems;
    }

    /// Adds what is wrong with the inputs of a step to the problems.
    ///
    /// @param template of the same inputs
    static void check(
            StepDefinition step,
            Agents.Answer.Known agent,
            ValueTemplate template,
            List<Problem> problems) {
        if (agent.manifest().inputs().isWritten()) {
            var check = new InputCheck(step, agent.manifest(), problems);
            check.undeclared();
            check.missing(template.constantMembers());
            check.wrong(template.constantMembers());
            template.conflicts(step.inputs(), agent.inputs())
                    .forEach(conflict -> check.add(conflict.at(), conflict.message()));
        }
    }

    private void undeclared() {
        List<String> declared = agent.inputs().names();
        Set<String> known = Set.copyOf(declared);
        step.inputs()
                .entries()
                .forEach((name, entry) -> {
                    if (!known.contains(name)) {
                        Nearest.of(name, declared).ifPresent(misspelt::add);
                        add(
                                entry.keyAt(),
                                Nearest.unknown(agent.reference(), "input", name, declared));
                    }
                });
    }

    /// A null is none; an input that is only misspelt is there.
    private void missing(ObjectNode constants) {
        for (FieldDeclaration field : agent.inputs().declarations()) {
            String name = field.name();
            Optional<Located> given = step.inputs().value(name);
            boolean isNull = constants.path(name).isNull();
            boolean isGiven = given.isPresent() ? !isNull : misspelt.contains(name);
            if (!isGiven && !field.isOptional()) {
                add(
                        given.map(Located::at).orElse(step.inputs().at()),
                        agent.reference() + " requires the input \"" + name + "\"");
            }
        }
    }

    /// Values without expressions can be judged before anything runs.
    private void wrong(ObjectNode constants) {
        if (constants.isEmpty()) {
            return;
        }
        Map<String, List<String>> violations = agent.inputs().violationsByField(constants);
        step.inputs()
                .entries()
                .forEach((name, entry) ->
                        violations
                                .getOrDefault(name, List.of())
                                .forEach(violation -> add(entry.value().at(), violation)));
    }

    private void add(Location at, String message) {
        problems.add(new Problem(at, step.label() + ": " + message));
    }
}
