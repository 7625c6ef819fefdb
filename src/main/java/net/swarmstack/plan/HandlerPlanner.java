package net.swarmstack.plan;

import net.swarmstack.definition.HandlerDefinition;
import net.swarmstack.definition.LocatedText;
import net.swarmstack.definition.StepDefinition;
import net.swarmstack.definition.WorkflowDefinition;
import net.swarmstack.expression.Vocabulary;
import net.swarmstack.model.Problem;
import net.swarmstack.plan.PlannedHandler.Action;
import net.swarmstack.plan.PlannedHandler.HandlerList;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Plans the handlers of a run's end.
final class HandlerPlanner {

    private final WorkflowDefinition definition;
    private final Agents agents;
    private final Vocabulary vocabulary;
    private final Templates templates;
    private final List<Problem> problems;
    private final Map<String, LocatedText> ids = new HashMap<>();

    HandlerPlanner(
            WorkflowDefinition definition,
            Agents agents,
            Vocabulary vocabulary,
            Templates templates,
            List<Problem> problems) {
        this.definition = definition;
        this.agents = agents;
        this.vocabulary = vocabulary;
        this.templates = templates;
        this.problems = problems;
        definition.steps().forEach(step -> ids.putIfAbsent(step.id().text(), step.id()));
    }

    /// The steps among the handlers of a workflow.
    static Stream<StepDefinition> steps(WorkflowDefinition definition) {
        return Stream.of(definition.onError(), definition.onSuccess(), definition.finallyDo())
                .flatMap(List::stream)
                .filter(HandlerDefinition.Step.class::isInstance)
                .map(handler -> ((HandlerDefinition.Step) handler).step());
    }

    /// The handlers; one with a problem may be missing.
    List<PlannedHandler> plan() {
        List<PlannedHandler> handlers = new ArrayList<>();
        add(handlers, HandlerList.ON_ERROR, "on_error", definition.onError());
        add(handlers, HandlerList.ON_SUCCESS, "on_success", definition.onSuccess());
        add(handlers, HandlerList.FINALLY, "finally", definition.finallyDo());
        return handlers;
    }

    private void add(
            List<PlannedHandler> handlers,
            HandlerList list,
            String key,
            List<HandlerDefinition> written) {
        for (int i = 0; i < written.size(); i++) {
            String id = key + "[" + i + "]";
            action(written.get(i))
                    .ifPresent(action -> handlers.add(new PlannedHandler(id, list, action)));
        }
    }

    private Optional<Action> action(HandlerDefinition written) {
        return switch (written) {
            case HandlerDefinition.Notify(var type, var settings) ->
                    Optional.of(new Action.Notify(type, templates.parse(settings, vocabulary)));
            case HandlerDefinition.Step(var step) -> step(step);
        };
    }

    private Optional<Action> step(StepDefinition step) {
        LocatedText first = ids.putIfAbsent(step.id().text(), step.id());
        if (first != null && !step.id().text().isEmpty()) {
            problems.add(StepPlanner.second(step, first));
        }
        var expressions = StepExpressions.parse(step, agents, vocabulary, templates, problems);
        return problems.isEmpty()
                ? agents.of(step)
                        .map(agent ->
                                new Action.Step(expressions.planned(agent, List.of(), List.of())))
                : Optional.empty();
    }
}
