package net.swarmstack.simulator;

import net.swarmstack.engine.PinnedPlans;
import net.swarmstack.model.WorkflowPin;
import net.swarmstack.plan.Plan;
import net.swarmstack.testing.Plans;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Workflows drawn from their numbers, planned once, for to plan takes longer than to execute. What
/// a step is given says which outputs it was made from.
final class Workflows {

    /// How many there are.
    static final int NUMBER = 240;

    private static final int MOST_STEPS = 20;

    private static final List<String> RETRIES =
            List.of(
                    "",
                    "",
                    ", retry: {attempts: 2}",
                    ", retry: {attempts: 5}",
                    ", retry: {attempts: 3, delay_seconds: 0}",
                    ", retry: {attempts: 4, on: [error, oom]}",
                    ", retry: {attempts: 3, on: [timeout, sandbox_lost], jitter: 0}");

    private final Map<String, Workflow> byId = new TreeMap<>();
    private final List<Workflow> all;
    private final PinnedPlans plans = new PinnedPlans();

    /// One of them.
    record Workflow(WorkflowPin pin, Plan plan) {}

    Workflows() {
        this.all = IntStream.range(0, NUMBER).mapToObj(Workflows::workflow).toList();
        all.forEach(workflow -> byId.put(workflow.pin.workflowId(), workflow));
    }

    List<Workflow> all() {
        return all;
    }

    /// Those of all who go on with a run of them.
    PinnedPlans plans() {
        return plans;
    }

    Workflow byId(String id) {
        Workflow workflow = byId.get(id);
        if (workflow == null) {
            throw new IllegalArgumentException("no workflow " + id);
        }
        return workflow;
    }

    private static Workflow workflow(int number) {
        String text = text(new Chance(number, "workflow"));
        WorkflowPin pin = Plans.pin(text);
        return new Workflow(
                new WorkflowPin("workflow-" + number, pin.name(), pin.version(), pin.definition()),
                Plans.of(text));
    }

    private static String text(Chance chance) {
        int steps = 2 + chance.below(MOST_STEPS - 1);
        boolean hasHandlers = chance.of(0.3);
        return Stream.of(
                        chance.of(0.5) ? "fail_fast: false\n" : "",
                        chance.of(0.3) ? "timeout_seconds: " + chance.between(60, 900) + "\n" : "",
                        chance.of(0.3)
                                ? "concurrency: {steps: " + (1 + chance.below(3)) + "}\n"
                                : "",
                        hasHandlers ? handlers(chance) : "",
                        chance.of(0.2) ? "outputs: {last: \"${steps.s0.outputs}\"}\n" : "",
                        "steps:\n",
                        steps(chance, steps))
                .collect(Collectors.joining());
    }

    private static String handlers(Chance chance) {
        return Stream.of("on_error", "on_success", "finally")
                .map(list ->
                        list
                                + ":\n  - notify: {type: log, message: it ended}\n"
                                + "  - step: {id: "
                                + list
                                + ", agent: any"
                                + chance.any(RETRIES)
                                + "}\n")
                .collect(Collectors.joining());
    }

    private static String steps(Chance chance, int number) {
        var lines = new ArrayList<String>();
        double width = chance.of(0.5) ? 0.3 : 1;
        double conditions = chance.of(0.2) ? 0.2 : 0;
        for (int step = 0; step < number; step++) {
            lines.add(step(chance, step, width, conditions));
        }
        return String.join("", lines);
    }

    private static String step(Chance chance, int step, double width, double conditions) {
        Set<String> needs = needs(chance, step, width);
        boolean hasItems = chance.of(0.15);
        String inputs =
                Stream.concat(
                                needs.stream()
                                        .map(need -> need + ": \"${steps." + need + ".outputs}\""),
                                Stream.of(hasItems ? "item: \"${item}\"" : "step: s" + step))
                        .collect(Collectors.joining(", "));
        return "  - {id: s%d, agent: any, needs: [%s], inputs: {%s}%s%s%s%s%s%s}\n"
                .formatted(
                        step,
                        String.join(", ", needs),
                        inputs,
                        chance.of(conditions) ? ", if: " + chance.of(0.5) : "",
                        chance.any(RETRIES),
                        chance.of(0.15) ? ", continue_on_error: true" : "",
                        chance.of(0.2) ? ", step_timeout_seconds: 60" : "",
                        effects(chance),
                        hasItems ? items(chance) : "");
    }

    private static Set<String> needs(Chance chance, int step, double width) {
        var needs = new LinkedHashSet<String>();
        for (int n = chance.below(3); n > 0 && step > 0; n--) {
            int distance = 1 + chance.below(Math.max(1, (int) (step * width)));
            needs.add("s" + Math.max(0, step - distance));
        }
        return needs;
    }

    private static String effects(Chance chance) {
        return chance.of(0.2) ? ", effects: once" : "";
    }

    private static String items(Chance chance) {
        String items =
                IntStream.range(0, chance.below(6))
                        .mapToObj(item -> "i" + item)
                        .collect(Collectors.joining(", "));
        return ", foreach: [" + items + "], concurrency: " + (1 + chance.below(3));
    }
}
