package net.swarmstack.plan;

import net.swarmstack.definition.Fields;
import net.swarmstack.expression.ValueTemplate;
import net.swarmstack.model.AgentPin;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A workflow whose graph is checked and whose references are resolved.
public final class Plan {

    private final Map<StepId, PlannedStep> steps;
    private final Map<StepId, PlannedStep> handlerSteps;
    private final Fields inputs;
    private final ValueTemplate variables;
    private final Optional<ValueTemplate> outputs;
    private final List<PlannedHandler> handlers;
    private final Map<String, AgentPin> agents;
    private final RunRules rules;

    Plan(
            List<PlannedStep> steps,
            Fields inputs,
            ValueTemplate variables,
            Optional<ValueTemplate> outputs,
            List<PlannedHandler> handlers,
            Map<String, AgentPin> agents,
            RunRules rules) {
        var byId = new LinkedHashMap<StepId, PlannedStep>();
        steps.forEach(step -> byId.put(step.id(), step));
        this.steps = byId;
        this.handlerSteps = stepsOf(handlers);
        this.inputs = inputs;
        this.variables = variables;
        this.outputs = outputs;
        this.handlers = List.copyOf(handlers);
        this.agents = Collections.unmodifiableMap(new LinkedHashMap<>(agents));
        this.rules = rules;
    }

    private static Map<StepId, PlannedStep> stepsOf(List<PlannedHandler> handlers) {
        var byId = new LinkedHashMap<StepId, PlannedStep>();
        for (PlannedHandler handler : handlers) {
            if (handler.action() instanceof PlannedHandler.Action.Step(PlannedStep step)) {
                byId.put(step.id(), step);
            }
        }
        return byId;
    }

    /// The steps of the graph, in the order of the file.
    public List<PlannedStep> steps() {
        return List.copyOf(steps.values());
    }

    /// The step of an id, its own or that of one of its items; also one of a handler.
    ///
    /// @throws IllegalArgumentException where the workflow has no such step
    public PlannedStep step(StepId id) {
        PlannedStep step = steps.getOrDefault(id.step(), handlerSteps.get(id));
        if (step == null) {
            throw new IllegalArgumentException("no step " + id);
        }
        return step;
    }

    /// Whether the step is what a handler does.
    public boolean isOfHandler(StepId id) {
        return handlerSteps.containsKey(id);
    }

    /// The steps that no other step needs, in the order of the file: their outputs are the run's
    /// result where the workflow declares no outputs.
    public List<PlannedStep> leaves() {
        return steps.values().stream().filter(step -> step.dependents().isEmpty()).toList();
    }

    /// What the data of a trigger must be.
    public Fields inputs() {
        return inputs;
    }

    /// The defaults of the workflow's variables; refers to `trigger` and `run` only.
    public ValueTemplate variables() {
        return variables;
    }

    /// The workflow's `outputs`, where it has them.
    public Optional<ValueTemplate> outputs() {
        return outputs;
    }

    /// What runs after a run has ended so, in order: `on_error` or `on_success`, then `finally`.
    public List<PlannedHandler> handlersAfter(RunStatus status) {
        return handlers.stream().filter(handler -> handler.runsAfter(status)).toList();
    }

    /// What holds for a run as a whole.
    public RunRules rules() {
        return rules;
    }

    /// The pinned agents, by the reference as the workflow writes it, in the order of the file.
    public Map<String, AgentPin> agents() {
        return agents;
    }
}
