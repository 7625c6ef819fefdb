package net.swarmstack.plan;

import net.swarmstack.definition.StepDefinition;
import net.swarmstack.definition.WorkflowDefinition;
import net.swarmstack.expression.ValueType;
import net.swarmstack.expression.Vocabulary;
import net.swarmstack.model.Located;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.Problem;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
        List<StepDefinition> all =
                Stream.concat(definition.steps().stream(), HandlerPlanner.steps(definition))
                        .toList();
        var agents = new Agents(all, lookup, problems);
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
        ValueType trigger = FieldTypes.ofFields(definition.inputs());
        var inSteps = Vocabulary.ofSteps(trigger, outputsOfSteps, variables);
        List<PlannedStep> steps =
                new StepPlanner(definition.steps(), agents, inSteps, templates, problems).plan();
        return new Plan(
                steps,
                definition.inputs(),
                templates.parse(definition.variables(), Vocabulary.ofVariables(trigger)),
                definition.outputs().map(outputs -> templates.parse(outputs, inSteps)),
                new HandlerPlanner(definition, agents, inSteps.withError(), templates, problems)
                        .plan(),
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
}
