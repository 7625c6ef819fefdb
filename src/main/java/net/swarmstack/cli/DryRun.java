package net.swarmstack.cli;

import net.swarmstack.app.Preview;
import net.swarmstack.model.Json;
import net.swarmstack.model.StepId;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.PlannedStep;
import net.swarmstack.plan.RunRules;

import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What `--dry-run` prints: the steps of a run in the order in which they may start.
final class DryRun {

    private static final int DIGEST_DIGITS = 12;

    private final Preview preview;
    private final List<Leveled> steps;

    private DryRun(Preview preview) {
        this.preview = preview;
        Plan plan = preview.plan();
        List<Integer> levels = PlanGraph.of("", plan).levels();
        this.steps =
                IntStream.range(0, levels.size())
                        .mapToObj(i -> new Leveled(levels.get(i) + 1, plan.steps().get(i)))
                        .sorted(Comparator.comparingInt(Leveled::level))
                        .toList();
    }

    /// Writes it in the format that was asked for.
    static void print(Invocation invocation, Preview preview) {
        var dryRun = new DryRun(preview);
        Documents.print(
                invocation,
                dryRun::json,
                preview.workflow().reference(),
                () -> dryRun.sheet(invocation.console().screen().columns()));
    }

    private ObjectNode json() {
        RunRules rules = preview.plan().rules();
        ObjectNode json =
                Json.object()
                        .put("workflow_name", preview.workflow().name())
                        .put("workflow_version", preview.workflow().version())
                        .put("slots", preview.slots())
                        .put("concurrency_steps", rules.concurrentSteps())
                        .put("fail_fast", rules.failFast())
                        .put("timeout_seconds", rules.timeout().map(DryRun::seconds).orElse(null));
        var array = json.putArray("steps");
        steps.forEach(step -> array.add(step.json(preview.drivers())));
        return json;
    }

    private String sheet(OptionalInt columns) {
        var table =
                new Table(
                        "LEVEL",
                        "STEP",
                        "AGENT",
                        "DIGEST",
                        "SANDBOX",
                        "MEMORY",
                        "TIMEOUT",
                        "ATTEMPTS",
                        "NEEDS");
        steps.forEach(step -> step.add(table, preview.drivers()));
        RunRules rules = preview.plan().rules();
        return new Sheet(columns)
                .line("workflow", preview.workflow().reference())
                .line("timeout", rules.timeout().map(DryRun::text).orElse("none"))
                .line(
                        "steps at once",
                        Integer.toString(Math.min(rules.concurrentSteps(), preview.slots())))
                .line("fail fast", rules.failFast() ? "yes" : "no")
                .table(table)
                .toString();
    }

    private static Double seconds(Duration length) {
        return length.toMillis() / 1_000.0;
    }

    private static String text(Duration length) {
        return Text.duration(length.toMillis());
    }

    /// @param level from 1; a step starts when all that it needs, on lower levels, has ended
    private record Leveled(int level, PlannedStep step) {

        ObjectNode json(Map<StepId, String> drivers) {
            ObjectNode json =
                    Json.object()
                            .put("level", level)
                            .put("step_id", step.id().value())
                            .put("agent_name", step.agent().name())
                            .put("agent_version", step.agent().version())
                            .put("agent_digest", step.agent().digest().toString())
                            .put("sandbox", drivers.get(step.id()))
                            .put("memory_mb", step.manifest().runtime().memoryMb())
                            .put("timeout_seconds", seconds(step.timeout()))
                            .put(
                                    "step_timeout_seconds",
                                    step.stepTimeout().map(DryRun::seconds).orElse(null))
                            .put("attempts", step.retry().attempts())
                            .put("conditional", step.condition().isPresent())
                            .put("for_each", step.forEach().isPresent());
            var needs = json.putArray("needs");
            step.needs().forEach(need -> needs.add(need.value()));
            return json;
        }

        void add(Table table, Map<StepId, String> drivers) {
            table.add(
                    Integer.toString(level),
                    step.id().value(),
                    step.agent().reference(),
                    step.agent().digest().hex().substring(0, DIGEST_DIGITS),
                    drivers.getOrDefault(step.id(), ""),
                    step.manifest().runtime().memoryMb() + " MB",
                    text(step.timeout()),
                    Integer.toString(step.retry().attempts()),
                    step.needs().stream().map(StepId::value).collect(Collectors.joining(", ")));
        }
    }
}
