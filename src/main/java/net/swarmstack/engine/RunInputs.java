package net.swarmstack.engine;

import net.swarmstack.definition.Fields;
import net.swarmstack.expression.Evaluation;
import net.swarmstack.expression.Scope;
import net.swarmstack.model.Nearest;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Checks and completes what a run is started with, before there is one.
final class RunInputs {

    private RunInputs() {}

    /// What the expressions of a run read beside the steps.
    record Constants(JsonNode run, ObjectNode trigger, ObjectNode config, ObjectNode variables) {

        Map<String, JsonNode> byName() {
            return Map.of("run", run, "trigger", trigger, "config", config, "variables", variables);
        }
    }

    /// Checks a request, and completes it.
    ///
    /// @throws SwarmException `INVALID_INPUT`
    static Constants constants(RunRequest request, JsonNode run, ObjectNode config) {
        ObjectNode trigger = trigger(request);
        Map<String, JsonNode> scope = Map.of("run", run, "trigger", trigger, "config", config);
        return new Constants(run, trigger, config, variables(request, scope));
    }

    /// The data of the trigger with the defaults of the workflow's inputs.
    ///
    /// @throws SwarmException `INVALID_INPUT` where it is not what the workflow declares
    private static ObjectNode trigger(RunRequest request) {
        Fields declared = request.plan().inputs();
        ObjectNode trigger = declared.withDefaults(request.trigger());
        List<String> violations = declared.violations(trigger);
        if (!violations.isEmpty()) {
            throw new SwarmException(
                    Code.INVALID_INPUT,
                    "the input is not what is declared: " + String.join("; ", violations));
        }
        return trigger;
    }

    /// The workflow's variables, and what the request puts in their places.
    ///
    /// @param scope what they may read
    /// @throws SwarmException `INVALID_INPUT` where they can't be evaluated, or the request has one
    ///   that the workflow does not have
    private static ObjectNode variables(RunRequest request, Map<String, JsonNode> scope) {
        ObjectNode variables = defaults(request, name -> Optional.ofNullable(scope.get(name)));
        request.variables()
                .propertyStream()
                .forEach(given -> {
                    if (!variables.has(given.getKey())) {
                        throw new SwarmException(
                                Code.INVALID_INPUT,
                                Nearest.unknown(
                                        request.workflow().reference(),
                                        "variable",
                                        given.getKey(),
                                        variables.propertyNames()));
                    }
                    variables.set(given.getKey(), given.getValue());
                });
        return variables;
    }

    private static ObjectNode defaults(RunRequest request, Scope scope) {
        return switch (request.plan().variables().evaluate(scope)) {
            case Evaluation.Value(ObjectNode variables) -> variables.deepCopy();
            case Evaluation.Value _ ->
                    throw new SwarmException(Code.INVALID_INPUT, "variables: expected an object");
            case Evaluation.Failed(var message) ->
                    throw new SwarmException(Code.INVALID_INPUT, "variables: " + message);
        };
    }
}
