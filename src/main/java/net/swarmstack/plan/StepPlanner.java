package net.swarmstack.plan;

import net.swarmstack.definition.AgentManifest;
import net.swarmstack.definition.LocatedText;
import net.swarmstack.definition.StepDefinition;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Plans the steps of a workflow: what each waits for and what it is given.
final class StepPlanner {

    private static final int MAX_CYCLES = 20;
    private static final int MAX_STEPS_SHOWN = 20;

    private final List<StepDefinition> written;
    private final Agents agents;
    private final Vocabulary vocabulary;
    private final List<Problem> problems;
    private final Map<StepId, Integer> places = new HashMap<>();
    private final StepGraph graph;

    /// Steps that wait for the one before them for no other reason than the order of the list.
    private final Set<Integer> waitingByOrder = new HashSet<>();

    StepPlanner(
            List<StepDefinition> written,
            Agents agents,
            Vocabulary vocabulary,
            List<Problem> problems) {
        this.written = written;
        this.agents = agents;
        this.vocabulary = vocabulary;
        this.problems = problems;
        this.graph = new StepGraph(written.size());
    }

    /// The steps whose agent is known; all of them, where there is no problem.
    List<PlannedStep> plan() {
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
        List<ValueTemplate> inputs = new ArrayList<>();
        for (int place = 0; place < written.size(); place++) {
            StepDefinition step = written.get(place);
            ValueTemplate template = Templates.parse(step.inputs(), vocabulary, problems);
            inputs.add(template);
            agents.of(step)
                    .ifPresent(
                            agent -> InputCheck.check(step, agent.manifest(), template, problems));
            connect(place, template);
        }
        reportCycles();
        List<PlannedStep> steps = new ArrayList<>();
        for (int place = 0; place < written.size(); place++) {
            planned(place, inputs.get(place)).ifPresent(steps::add);
        }
        return steps;
    }

    private void connect(int place, ValueTemplate inputs) {
        StepDefinition step = written.get(place);
        for (LocatedText need : step.needs().orElse(List.of())) {
            Optional<Integer> needed = place(need.text());
            if (needed.isPresent()) {
                graph.add(place, needed.get());
            } else {
                problems.add(new Problem(need.at(), unknownNeed(step, need)));
            }
        }
        for (StepId id : inputs.stepsRead()) {
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
            String hint =
                    cycle.stream()
                            .filter(waitingByOrder::contains)
                            .findFirst()
                            .map(this::orderHint)
                            .orElse("");
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

    private String orderHint(int place) {
        return " Step \""
                + written.get(place).id()
                + "\" waits for the one listed before it because it has no \"needs\": \"needs: []\""
                + " would end that";
    }

    private Optional<PlannedStep> planned(int place, ValueTemplate inputs) {
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
                                inputs,
                                timeout(step, agent.manifest())));
    }

    private List<StepId> ids(List<Integer> places) {
        return places.stream().map(place -> written.get(place).id()).toList();
    }

    private static Duration timeout(StepDefinition step, AgentManifest agent) {
        Duration most = agent.runtime().timeout();
        return step.timeout().filter(wanted -> wanted.compareTo(most) < 0).orElse(most);
    }
}
