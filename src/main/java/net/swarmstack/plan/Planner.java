package net.swarmstack.plan;

import net.swarmstack.definition.NotifyDefinition;
import net.swarmstack.definition.WorkflowDefinition;
import net.swarmstack.expression.ValueTemplate;
import net.swarmstack.expression.ValueType;
import net.swarmstack.expression.Vocabulary;
import net.swarmstack.model.Located;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.Problem;
import net.swarmstack.plan.PlannedHandler.HandlerList;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Turns a definition into a plan, or tells everything that is wrong with it. Pure: the same
/// definition and answers give the same plan.
public final class Planner {

    private final WorkflowDefinition definition;
    private final List<Problem> problems;
    private final Templates templates;

    private Planner(WorkflowDefinition definition, List<Problem> found) {
        this.definition = definition;
        this.problems = new ArrayList<>(found);
        this.templates = new Templates(problems);
    }

    /// The plan of a definition.
    public static Parsed<Plan> plan(WorkflowDefinition definition, AgentLookup lookup) {
        return plan(new Parsed.Valid<>(definition), lookup);
    }

    /// The plan of a definition as it was read: where reading found problems, those that planning
    /// finds are added to them, but for what only follows from them.
    public static Parsed<Plan> plan(Parsed<WorkflowDefinition> parsed, AgentLookup lookup) {
        List<Problem> found = parsed.problems();
        return parsed.readable()
                .map(definition -> new Planner(definition, found).planned(lookup, found))
                .orElseGet(() -> new Parsed.Invalid<>(found, Optional.empty()));
    }

    private Parsed<Plan> planned(AgentLookup lookup, List<Problem> found) {
        Plan plan = plan(lookup);
        problems.subList(found.size(), problems.size())
                .removeIf(new Consequences(found, definition.steps())::contains);
        return problems.isEmpty()
                ? new Parsed.Valid<>(plan)
                : new Parsed.Invalid<>(problems, Optional.empty());
    }

    private Plan plan(AgentLookup lookup) {
        var agents = new Agents(definition.steps(), lookup, problems);
        Map<String, ValueType> outputsOfSteps = new LinkedHashMap<>();
        definition
                .steps()
                .forEach(step ->
                        outputsOfSteps.merge(
                                step.id().text(),
                                agents.outputs(step),
                                (_, _) -> ValueType.Scalar.ANY));
        outputsOfSteps.remove("");
        Optional<Set<String>> variables = variables();
        var inSteps = Vocabulary.ofSteps(outputsOfSteps, variables);
        var inHandlers = Vocabulary.ofHandlers(outputsOfSteps, variables);
        List<PlannedStep> steps =
                new StepPlanner(definition.steps(), agents, inSteps, templates, problems).plan();
        return new Plan(
                steps,
                template(definition.variables(), Vocabulary.ofVariables()),
                definition.outputs().map(outputs -> template(outputs, inSteps)),
                handlers(inHandlers),
                agents.pins(),
                new RunRules(
                        definition.timeout(),
                        definition.failFast(),
                        definition.concurrentSteps().orElse(Integer.MAX_VALUE)));
    }

    /// The names of the workflow's variables, unless they could not be read.
    private Optional<Set<String>> variables() {
        Located.Mapping written = definition.variables();
        boolean isReadable =
                problems.stream().noneMatch(problem -> problem.at().equals(written.at()));
        return isReadable ? Optional.of(written.entries().keySet()) : Optional.empty();
    }

    private ValueTemplate template(Located value, Vocabulary vocabulary) {
        return templates.parse(value, vocabulary);
    }

    private List<PlannedHandler> handlers(Vocabulary vocabulary) {
        List<PlannedHandler> handlers = new ArrayList<>();
        add(handlers, HandlerList.ON_ERROR, "on_error", definition.onError(), vocabulary);
        add(handlers, HandlerList.ON_SUCCESS, "on_success", definition.onSuccess(), vocabulary);
        add(handlers, HandlerList.FINALLY, "finally", definition.finallyDo(), vocabulary);
        return handlers;
    }

    private void add(
            List<PlannedHandler> handlers,
            HandlerList list,
            String key,
            List<NotifyDefinition> written,
            Vocabulary vocabulary) {
        for (int i = 0; i < written.size(); i++) {
            NotifyDefinition handler = written.get(i);
            handlers.add(
                    new PlannedHandler(
                            key + "[" + i + "]",
                            list,
                            handler.type(),
                            template(handler.settings(), vocabulary)));
        }
    }
}
