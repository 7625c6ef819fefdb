package net.swarmstack.engine;

import net.swarmstack.definition.Fields;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.engine.core.StepState;
import net.swarmstack.expression.Condition;
import net.swarmstack.expression.Evaluation;
import net.swarmstack.expression.Scope;
import net.swarmstack.expression.ValueTemplate;
import net.swarmstack.model.Artifact;
import net.swarmstack.model.Excerpt;
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
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Evaluates what the core may not: the inputs of steps, the run's result, the settings of
/// handlers. Used by one thread at a time, that of its run.
final class Resolver {

    private static final int MAX_ITEMS = 10_000;
    private static final long MAX_COLLECTED_BYTES = 64L << 20;

    private final Plan plan;
    private final History history;
    private final Map<String, JsonNode> constants;

    /// By the step that they are of, while its items are resolved.
    private final Map<StepId, Items> items = new HashMap<>();

    /// @param constants what the first names of expressions stand for that never change
    Resolver(Plan plan, History history, Map<String, JsonNode> constants) {
        this.plan = plan;
        this.history = history;
        this.constants = Map.copyOf(constants);
    }

    /// The list of a step, and what its items read beside it. That doesn't change: all of it had
    /// ended before the first.
    private record Items(JsonNode list, Scope scope) {

        Scope at(int index) {
            return name ->
                    switch (name) {
                        case "item" -> Optional.of(list.get(index));
                        case "index" ->
                                Optional.of(JsonNodeFactory.instance.numberNode((long) index));
                        default -> scope.root(name);
                    };
        }
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
        if (id.isItem()) {
            return inputs(step, scopeOfItem(id, step, state));
        }
        Optional<Resolution> skipped =
                step.condition().flatMap(condition -> unlessTrue(condition, state));
        return skipped.or(() -> step.forEach().map(list -> items(list, state)))
                .orElseGet(() -> inputs(step, scope(step.inputs().stepsRead(), state)));
    }

    /// The list of a step with `foreach`.
    Evaluation list(ValueTemplate list, RunState state) {
        return list.evaluateList(scope(list.stepsRead(), state));
    }

    private Resolution items(ValueTemplate list, RunState state) {
        return switch (list(list, state)) {
            case Evaluation.Failed(var message) -> unresolvable("foreach: " + message);
            case Evaluation.Value(ArrayNode found) ->
                    found.size() > MAX_ITEMS
                            ? unresolvable(
                                    "foreach: %,d items: at most %,d are taken"
                                            .formatted(found.size(), MAX_ITEMS))
                            : new Resolution.Each(history.keep(found), found.size());
            case Evaluation.Value(var value) ->
                    unresolvable("foreach: expected a list, not " + Excerpt.of(value.toString()));
        };
    }

    /// The list is loaded once, and let go with its last item.
    private Scope scopeOfItem(StepId id, PlannedStep step, RunState state) {
        int index = id.index().orElseThrow();
        Items of =
                items.computeIfAbsent(
                        step.id(),
                        list ->
                                new Items(
                                        history.load(state.step(list).inputs().orElseThrow()),
                                        scope(step.inputs().stepsRead(), state)));
        if (index == of.list().size() - 1) {
            items.remove(step.id());
        }
        return of.at(index);
    }

    /// What the items of a step gave, in their order; null for one that gave nothing.
    Result collected(StepId id, RunState state) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        int count = state.step(id).items().orElseThrow().count();
        long size = 0;
        for (int i = 0; i < count; i++) {
            JsonNode item = outputs(state.step(id.item(i)));
            size += Json.compactBytes(item).length;
            if (size > MAX_COLLECTED_BYTES) {
                return new Result.Unresolvable(
                        new Failure(
                                Failure.Type.OUTPUT_TOO_LARGE,
                                "the items give more than 64 MiB together"));
            }
            list.add(item);
        }
        return new Result.Value(history.keep(list));
    }

    private Optional<Resolution> unlessTrue(Condition condition, RunState state) {
        return switch (condition.evaluate(scope(condition.stepsRead(), state))) {
            case Evaluation.Failed(var message) -> Optional.of(unresolvable(message));
            case Evaluation.Value(var value) ->
                    value.booleanValue() ? Optional.empty() : Optional.of(new Resolution.Skip());
        };
    }

    private Resolution inputs(PlannedStep step, Scope scope) {
        return switch (step.inputs().evaluate(scope)) {
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

    /// The evaluated settings of a notification.
    Evaluation settings(PlannedHandler.Action.Notify notification, RunState state) {
        return notification.settings().evaluate(scope(notification.settings().stepsRead(), state));
    }

    private static ObjectNode error(RunState state) {
        ObjectNode error = state.error().map(Resolver::shown).orElseGet(Json::object);
        return error.put("step", state.errorStep().map(StepId::value).orElse(null));
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
        if (state.status().isFinal()) {
            roots.put("error", error(state));
        }
        return name -> Optional.ofNullable(roots.get(name));
    }

    private static ObjectNode shown(Failure failure) {
        return Json.object().put("message", failure.message()).put("type", failure.type().text());
    }

    /// What the last attempt left, a list; null where there was no attempt. That of a step which
    /// has outputs was perhaps of an earlier run.
    private JsonNode artifacts(StepState step) {
        boolean wasExecuted =
                step.attempt() > 0
                        || (step.outputs().isPresent() && plan.step(step.id()).forEach().isEmpty());
        return !wasExecuted
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
