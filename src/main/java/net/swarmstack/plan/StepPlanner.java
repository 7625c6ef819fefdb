package net.swarmstack.plan;

import net.swarmstack.definition.LocatedText;
import net.swarmstack.definition.StepDefinition;
import net.swarmstack.expression.Vocabulary;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Location;
import net.swarmstack.model.Nearest;
import net.swarmstack.model.Problem;
import net.swarmstack.model.StepId;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
    private final Map<String, Integer> places = new HashMap<>();
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

    /// The steps; none, where there is a problem. Where there are very many, the rest of the file
    /// is not looked at: a file that a program wrote has its mistake everywhere.
    List<PlannedStep> plan() {
        index();
        List<StepExpressions> expressions = new ArrayList<>();
        for (int place = 0; place < written.size(); place++) {
            if (problems.size() >= MAX_PROBLEMS) {
                return List.of();
            }
            expressions.add(expressions(place));
        }
        reportCycles();
        if (!problems.isEmpty()) {
            return List.of();
        }
        List<PlannedStep> steps = new ArrayList<>();
        for (int place = 0; place < written.size(); place++) {
            planned(place, expressions.get(place)).ifPresent(steps::add);
        }
        return steps;
    }

    private void index() {
        for (int place = 0; place < written.size(); place++) {
            StepDefinition step = written.get(place);
            if (step.id().text().isEmpty()) {
                continue;
            }
            Integer first = places.putIfAbsent(step.id().text(), place);
            if (first != null) {
                problems.add(second(step, written.get(first).id()));
            }
        }
    }

    /// What is wrong with a step whose id another has.
    static Problem second(StepDefinition step, LocatedText first) {
        return new Problem(
                step.id().at(),
                "a second " + step.label() + ": the first stands in line " + first.at().line());
    }

    /// Parses and checks what of a step is evaluated, and connects it with what it waits for.
    private StepExpressions expressions(int place) {
        StepDefinition step = written.get(place);
        var expressions = StepExpressions.parse(step, agents, vocabulary, templates, problems);
        connectNeeds(place);
        connectReferences(place, expressions);
        if (step.needs().isEmpty() && place > 0 && graph.add(place, place - 1)) {
            waitingByOrder.add(place);
        }
        return expressions;
    }

    private void connectNeeds(int place) {
        StepDefinition step = written.get(place);
        Set<String> before = new HashSet<>();
        for (LocatedText need : step.needs().orElse(List.of())) {
            Optional<Integer> needed = Optional.ofNullable(places.get(need.text()));
            if (!before.add(need.text())) {
                add(step, need.at(), "needs " + Excerpt.quote(need.text()) + " twice");
            } else if (needed.isEmpty()) {
                add(step, need.at(), unknownNeed(need));
            } else if (needed.get() == place) {
                add(step, need.at(), "needs itself");
            } else {
                graph.add(place, needed.get());
            }
        }
    }

    private String unknownNeed(LocatedText need) {
        return "needs "
                + Excerpt.quote(need.text())
                + ", which does not exist."
                + Nearest.hint(need.text(), vocabulary.steps().keySet());
    }

    /// A reference makes a step wait for the one that it reads.
    private void connectReferences(int place, StepExpressions expressions) {
        for (StepId id : expressions.stepsRead()) {
            Optional<Integer> needed = Optional.ofNullable(places.get(id.value()));
            if (needed.isPresent() && needed.get() == place) {
                reportReferencesTo(id, written.get(place), expressions);
            } else {
                needed.ifPresent(other -> graph.add(place, other));
            }
        }
    }

    private void reportReferencesTo(
            StepId itself, StepDefinition step, StepExpressions expressions) {
        List<Location> places = new ArrayList<>(References.to(itself, step.inputs(), vocabulary));
        expressions
                .condition()
                .filter(condition -> condition.stepsRead().contains(itself))
                .flatMap(_ -> step.condition())
                .ifPresent(condition -> places.add(condition.at()));
        places.forEach(at ->
                add(step, at, "refers to itself: nothing of it is known before it has ended"));
    }

    private void add(StepDefinition step, Location at, String message) {
        problems.add(new Problem(at, step.label() + " " + message));
    }

    private void reportCycles() {
        for (List<Integer> cycle : graph.cycles(MAX_CYCLES)) {
            String path =
                    cycle.stream()
                            .limit(MAX_STEPS_SHOWN)
                            .map(place -> shown(place) + " → ")
                            .collect(Collectors.joining());
            String rest = cycle.size() > MAX_STEPS_SHOWN ? "… (" + cycle.size() + " steps) → " : "";
            String hint = orderHint(cycle);
            problems.add(
                    new Problem(
                            written.get(cycle.getFirst()).id().at(),
                            "a cycle, in which each step needs the next: "
                                    + path
                                    + rest
                                    + shown(cycle.getFirst())
                                    + "."
                                    + hint));
        }
    }

    private String shown(int place) {
        String id = written.get(place).id().text();
        return id.isEmpty() ? "?" : Excerpt.of(id);
    }

    /// Tells of an edge in the cycle that nobody wrote.
    private String orderHint(List<Integer> cycle) {
        for (int i = 0; i < cycle.size(); i++) {
            int step = cycle.get(i);
            int next = cycle.get((i + 1) % cycle.size());
            if (next == step - 1 && waitingByOrder.contains(step)) {
                return " Step \""
                        + shown(step)
                        + "\" waits for the one listed before it because it has no \"needs\":"
                        + " \"needs: []\" would end that";
            }
        }
        return "";
    }

    private Optional<PlannedStep> planned(int place, StepExpressions expressions) {
        return agents.of(written.get(place))
                .map(agent ->
                        expressions.planned(
                                agent, ids(graph.needs(place)), ids(graph.dependents(place))));
    }

    private List<StepId> ids(List<Integer> places) {
        return places.stream().map(this::id).toList();
    }

    private StepId id(int place) {
        return new StepId(written.get(place).id().text());
    }
}
