package net.swarmstack.plan;

import net.swarmstack.definition.AgentManifest;
import net.swarmstack.definition.LocatedText;
import net.swarmstack.definition.StepDefinition;
import net.swarmstack.expression.Condition;
import net.swarmstack.expression.ValueTemplate;
import net.swarmstack.expression.Vocabulary;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Nearest;
import net.swarmstack.model.Problem;
import net.swarmstack.model.StepId;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Plans the steps of a workflow: what each waits for and what it is given.
final class StepPlanner {

    private static final int MAX_PROBLEMS = 200;
    private static final int MAX_CYCLES = 20;
    private static final int MAX_STEPS_SHOWN = 20;

    private final List<StepDefinition> written;
    private final Agents agents;
    private final Vocabulary vocabulary;
    private final Templates templates;
    private final List<Problem> problems;
    private final Map<StepId, Integer> places = new HashMap<>();
    private final StepGraph graph;

    /// Steps that wait for the one before them for no other reason than the order of the list.
    private final Set<Integer> waitingByOrder = new HashSet<>();

    StepPlanner(
            List<StepDefinition> written,
            Agents agents,
            Vocabulary vocabulary,
            Templates templates,
            List<Problem> problems) {
        this.written = written;
        this.agents = agents;
        this.vocabulary = vocabulary;
        this.templates = templates;
        this.problems = problems;
        this.graph = new StepGraph(written.size());
    }

    /// The steps whose agent is known; all of them, where there is no problem. Where there are very
    /// many, the rest of the file is not looked at: a file that a program wrote has its mistake
    /// everywhere.
    List<PlannedStep> plan() {
        index();
        List<Written> expressions = new ArrayList<>();
        for (int place = 0; place < written.size(); place++) {
            if (problems.size() >= MAX_PROBLEMS) {
                return List.of();
            }
            expressions.add(expressions(place));
        }
        reportCycles();
        List<PlannedStep> steps = new ArrayList<>();
        for (int place = 0; place < written.size(); place++) {
            planned(place, expressions.get(place)).ifPresent(steps::add);
        }
        return steps;
    }

    private void index() {
        for (int place = 0; place < written.size(); place++) {
            StepDefinition step = written.get(place);
            Integer first = places.putIfAbsent(step.id(), place);
            if (first != null) {
                problems.add(
                        new Problem(
                                step.idAt(),
                                "a second step \""
                                        + step.id()
                                        + "\": the first stands in line "
                                        + written.get(first).idAt().line()));
            }
        }
    }

    /// What of a step is evaluated.
    private record Written(Optional<Condition> condition, ValueTemplate inputs) {}

    /// Parses and checks what of a step is evaluated, and connects it with what it waits for.
    private Written expressions(int place) {
        StepDefinition step = written.get(place);
        ValueTemplate inputs = templates.parse(step.inputs(), vocabulary);
        agents.of(step).ifPresent(agent -> InputCheck.check(step, agent, inputs, problems));
        Optional<Condition> condition =
                step.condition().flatMap(text -> templates.condition(text, vocabulary));
        var read = new LinkedHashSet<>(inputs.stepsRead());
        condition.ifPresent(found -> read.addAll(found.stepsRead()));
        connect(place, read);
        return new Written(condition, inputs);
    }

    private void connect(int place, Set<StepId> read) {
        StepDefinition step = written.get(place);
        for (LocatedText need : step.needs().orElse(List.of())) {
            Optional<Integer> needed = place(need.text());
            if (needed.isPresent()) {
                graph.add(place, needed.get());
            } else {
                problems.add(new Problem(need.at(), unknownNeed(step, need)));
            }
        }
        for (StepId id : read) {
            place(id.value()).ifPresent(needed -> graph.add(place, needed));
        }
        if (step.needs().isEmpty() && place > 0 && graph.add(place, place - 1)) {
            waitingByOrder.add(place);
        }
    }

    private Optional<Integer> place(String id) {
        return StepId.isValid(id)
                ? Optional.ofNullable(places.get(new StepId(id)))
                : Optional.empty();
    }

    private String unknownNeed(StepDefinition step, LocatedText need) {
        return "step \""
                + step.id()
                + "\" needs "
                + Excerpt.quote(need.text())
                + ", which does not exist."
                + Nearest.hint(need.text(), vocabulary.steps().keySet());
    }

    private void reportCycles() {
        for (List<Integer> cycle : graph.cycles(MAX_CYCLES)) {
            String first = written.get(cycle.getFirst()).id().value();
            String path =
                    cycle.stream()
                            .limit(MAX_STEPS_SHOWN)
                            .map(place -> written.get(place).id() + " → ")
                            .collect(Collectors.joining());
            String rest = cycle.size() > MAX_STEPS_SHOWN ? "… (" + cycle.size() + " steps) → " : "";
            String hint = orderHint(cycle);
            problems.add(
                    new Problem(
                            written.get(cycle.getFirst()).idAt(),
                            "a cycle, in which each step needs the next: "
                                    + path
                                    + rest
                                    + first
                                    + "."
                                    + hint));
        }
    }

    /// Tells of an edge in the cycle that nobody wrote.
    private String orderHint(List<Integer> cycle) {
        for (int i = 0; i < cycle.size(); i++) {
            int step = cycle.get(i);
            int next = cycle.get((i + 1) % cycle.size());
            if (next == step - 1 && waitingByOrder.contains(step)) {
                return " Step \""
                        + written.get(step).id()
                        + "\" waits for the one listed before it because it has no \"needs\":"
                        + " \"needs: []\" would end that";
            }
        }
        return "";
    }

    private Optional<PlannedStep> planned(int place, Written expressions) {
        StepDefinition step = written.get(place);
        return agents.of(step)
                .map(agent ->
                        new PlannedStep(
                                step.id(),
                                step.name(),
                                agent.pin(),
                                agent.manifest(),
                                ids(graph.needs(place)),
                                ids(graph.dependents(place)),
                                expressions.condition(),
                                expressions.inputs(),
                                timeout(step, agent.manifest()),
                                step.stepTimeout(),
                                step.retry(),
                                step.continueOnError()));
    }

    private List<StepId> ids(List<Integer> places) {
        return places.stream().map(place -> written.get(place).id()).toList();
    }

    private static Duration timeout(StepDefinition step, AgentManifest agent) {
        Duration most = agent.runtime().timeout();
        return step.timeout().filter(wanted -> wanted.compareTo(most) < 0).orElse(most);
    }
}
