package net.swarmstack.engine;

import net.swarmstack.definition.Fields;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.engine.core.StepState;
import net.swarmstack.expression.Condition;
import net.swarmstack.expression.Evaluation;
import net.swarmstack.expression.Scope;
import net.swarmstack.expression.ValueTemplate;
import net.swarmstack.model.Artifact;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunEvent.Resolution;
import net.swarmstack.model.RunEvent.Result;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;
import net.swarmstack.model.Timestamps;
import net.swarmstack.model.WorkflowPin;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.PlannedHandler;
import net.swarmstack.plan.PlannedStep;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Evaluates what the core may not: the inputs of steps, the run's result, the settings of
/// handlers. Used by one thread at a time, that of its run.
final class Resolver {

    private final Plan plan;
    private final History history;
    private final Map<String, JsonNode> constants;

    /// @param trigger the data that `${trigger…}` reads
    /// @param variables what `${variables…}` reads
    Resolver(Plan plan, History history, JsonNode run, JsonNode trigger, ObjectNode variables) {
        this.plan = plan;
        this.history = history;
        this.constants = Map.of("run", run, "trigger", trigger, "variables", variables);
    }

    /// What `${run…}` reads.
    static ObjectNode runScope(RunId id, WorkflowPin workflow, Instant startedAt) {
        return Json.object()
                .put("id", id.value())
                .put("workflow", workflow.name())
                .put("version", workflow.version())
                .put("started_at", Timestamps.format(startedAt));
    }

    /// Whether a step runs, and with what inputs, defaults applied; or why there are none.
    Resolution step(StepId id, RunState state) {
        PlannedStep step = plan.step(id);
        Optional<Resolution> skipped =
                step.condition().flatMap(condition -> unlessTrue(condition, state));
        return skipped.orElseGet(() -> inputs(step, state));
    }

    private Optional<Resolution> unlessTrue(Condition condition, RunState state) {
        return switch (condition.evaluate(scope(condition.stepsRead(), state))) {
            case Evaluation.Failed(var message) -> Optional.of(unresolvable(message));
            case Evaluation.Value(var value) ->
                    value.booleanValue() ? Optional.empty() : Optional.of(new Resolution.Skip());
        };
    }

    private Resolution inputs(PlannedStep step, RunState state) {
        return switch (step.inputs().evaluate(scope(step.inputs().stepsRead(), state))) {
            case Evaluation.Failed(var message) -> unresolvable(message);
            case Evaluation.Value(ObjectNode given) -> checked(step, given);
            case Evaluation.Value _ -> unresolvable("inputs: expected an object");
        };
    }

    private Resolution checked(PlannedStep step, ObjectNode given) {
        Fields declared = step.manifest().inputs();
        ObjectNode inputs = declared.withDefaults(given);
        List<String> violations = declared.violations(inputs);
        return violations.isEmpty()
                ? new Resolution.Run(history.keep(inputs))
                : unresolvable(String.join("; ", violations));
    }

    private static Resolution unresolvable(String message) {
        return new Resolution.Unresolvable(new Failure(Failure.Type.BAD_INPUT, message));
    }

    /// The run's result: the workflow's `outputs`; else the outputs of the steps that no other step
    /// needs, and of one such step its outputs alone.
    Result result(RunState state) {
        Optional<ValueTemplate> outputs = plan.outputs();
        if (outputs.isEmpty()) {
            return new Result.Value(history.keep(leaves(state)));
        }
        ValueTemplate template = outputs.get();
        return switch (template.evaluate(scope(template.stepsRead(), state))) {
            case Evaluation.Value(var value) -> new Result.Value(history.keep(value));
            case Evaluation.Failed(var message) ->
                    new Result.Unresolvable(
                            new Failure(Failure.Type.BAD_INPUT, "outputs: " + message));
        };
    }

    private JsonNode leaves(RunState state) {
        List<PlannedStep> leaves = plan.leaves();
        if (leaves.size() == 1) {
            return outputs(state.step(leaves.getFirst().id()));
        }
        ObjectNode all = Json.object();
        leaves.forEach(leaf -> all.set(leaf.id().value(), outputs(state.step(leaf.id()))));
        return all;
    }

    /// The evaluated settings of a handler.
    Evaluation settings(PlannedHandler handler, RunState state) {
        ObjectNode error = state.error().map(Resolver::shown).orElseGet(Json::object);
        error.put("step", state.errorStep().map(StepId::value).orElse(null));
        Scope scope = scope(handler.settings().stepsRead(), state);
        return handler.settings()
                .evaluate(name -> name.equals("error") ? Optional.of(error) : scope.root(name));
    }

    /// Loads the outputs of the steps that are read, and no others.
    private Scope scope(Set<StepId> stepsRead, RunState state) {
        var roots = new LinkedHashMap<>(constants);
        ObjectNode steps = Json.object();
        for (StepId id : stepsRead) {
            StepState step = state.step(id);
            ObjectNode shown = steps.putObject(id.value());
            shown.set("outputs", outputs(step));
            shown.set("artifacts", artifacts(step));
            shown.put("status", step.status().text());
            shown.set(
                    "error",
                    step.failure()
                            .<JsonNode>map(Resolver::shown)
                            .orElse(JsonNodeFactory.instance.nullNode()));
        }
        roots.put("steps", steps);
        return name -> Optional.ofNullable(roots.get(name));
    }

    private static ObjectNode shown(Failure failure) {
        return Json.object().put("message", failure.message()).put("type", failure.type().text());
    }

    /// What the last attempt left, a list; null where there was no attempt.
    private JsonNode artifacts(StepState step) {
        return step.attempt() == 0
                ? JsonNodeFactory.instance.nullNode()
                : step.remains()
                        .artifacts()
                        .map(history::load)
                        .orElseGet(() -> Artifact.list(List.of()));
    }

    private JsonNode outputs(StepState step) {
        return step.outputs().map(history::load).orElse(JsonNodeFactory.instance.nullNode());
    }
}
