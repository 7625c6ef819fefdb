package net.swarmstack.plan;

import net.swarmstack.definition.AgentManifest;
import net.swarmstack.definition.DefinitionReader;
import net.swarmstack.definition.StepDefinition;
import net.swarmstack.expression.ValueType;
import net.swarmstack.model.AgentPin;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.Problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The agents of a workflow, each reference looked up once.
final class Agents {

    private final Map<String, Answer> answers = new LinkedHashMap<>();

    /// Looks up what the steps refer to; what is unknown is a problem where it is written.
    Agents(List<StepDefinition> steps, AgentLookup lookup, List<Problem> problems) {
        for (StepDefinition step : steps) {
            if (step.agent().text().isEmpty()) {
                continue;
            }
            Answer answer =
                    answers.computeIfAbsent(
                            step.agent().text(), reference -> answer(lookup.find(reference)));
            if (answer instanceof Answer.Unknown(String message)) {
                problems.add(new Problem(step.agent().at(), step.label() + ": " + message));
            }
        }
    }

    /// The agent of a step, where it is known.
    Optional<Answer.Known> of(StepDefinition step) {
        return answers.get(step.agent().text()) instanceof Answer.Known known
                ? Optional.of(known)
                : Optional.empty();
    }

    /// What the outputs of a step are, as far as its agent declares them: of one that executes for
    /// each item, a list.
    ValueType outputs(StepDefinition step) {
        ValueType once =
                of(step).<ValueType>map(Answer.Known::outputs).orElse(ValueType.Scalar.ANY);
        return step.forEach().isPresent() ? new ValueType.ListOf(once) : once;
    }

    /// The pins by reference.
    Map<String, AgentPin> pins() {
        var pins = new LinkedHashMap<String, AgentPin>();
        answers.forEach((reference, answer) -> {
            if (answer instanceof Answer.Known known) {
                pins.put(reference, known.pin());
            }
        });
        return pins;
    }

    private static Answer answer(AgentLookup.Found found) {
        return switch (found) {
            case AgentLookup.Found.Unknown(String message) -> new Answer.Unknown(message);
            case AgentLookup.Found.Pinned(AgentPin pin) ->
                    switch (new DefinitionReader().agent(pin.manifest())) {
                        case Parsed.Valid<AgentManifest>(AgentManifest manifest) ->
                                new Answer.Known(
                                        pin,
                                        manifest,
                                        FieldTypes.ofFields(manifest.inputs()),
                                        FieldTypes.ofFields(manifest.outputs()));
                        case Parsed.Invalid<AgentManifest>(
                                        List<Problem> problems,
                                        Optional<AgentManifest> _) ->
                                new Answer.Unknown(
                                        "the manifest of "
                                                + pin.reference()
                                                + " is not one of this version of Swarm: "
                                                + problems.getFirst().message());
                    };
        };
    }

    /// What became of a reference.
    sealed interface Answer {

        /// A version, with its manifest read.
        ///
        /// @param inputs what it takes
        /// @param outputs what it gives
        record Known(
                AgentPin pin,
                AgentManifest manifest,
                ValueType.ObjectOf inputs,
                ValueType.ObjectOf outputs)
                implements Answer {}

        /// Nothing.
        record Unknown(String message) implements Answer {}
    }
}
