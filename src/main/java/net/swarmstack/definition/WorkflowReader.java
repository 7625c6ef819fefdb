package net.swarmstack.definition;

import net.swarmstack.model.Located;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads `workflow.yaml`.
final class WorkflowReader {

    private static final List<String> KEYS =
            List.of(
                    "name",
                    "version",
                    "description",
                    "author",
                    "trigger",
                    "triggers",
                    "inputs",
                    "variables",
                    "steps",
                    "outputs",
                    "timeout_seconds",
                    "fail_fast",
                    "concurrency",
                    "on_error",
                    "on_success",
                    "finally",
                    "tags",
                    "labels");
    private static final int MAX_STEPS = 10_000;

    private final Problems problems;

    WorkflowReader(Problems problems) {
        this.problems = problems;
    }

    /// The definition, where enough of it can be read to look for problems in its graph.
    Optional<WorkflowDefinition> read(Located document) {
        Optional<Section> section = Section.of(document, "workflow.yaml", KEYS, problems);
        if (section.isEmpty()) {
            return Optional.empty();
        }
        Section workflow = section.get();
        Optional<List<StepDefinition>> steps = steps(workflow);
        var handlers = new HandlersReader(problems);
        var definition =
                new WorkflowDefinition(
                        Names.name(workflow),
                        Names.version(workflow),
                        workflow.text("description"),
                        workflow.text("author"),
                        triggers(workflow),
                        new FieldsReader(problems).read(workflow, "inputs"),
                        workflow.mapping("variables"),
                        steps.orElse(List.of()),
                        workflow.get("outputs").map(_ -> workflow.mapping("outputs")),
                        workflow.seconds(
                                "timeout_seconds",
                                RuntimeReader.MIN_TIMEOUT_SECONDS,
                                RuntimeReader.MAX_TIMEOUT_SECONDS),
                        workflow.bool("fail_fast", true),
                        concurrentSteps(workflow),
                        handlers.read(workflow, "on_error"),
                        handlers.read(workflow, "on_success"),
                        handlers.read(workflow, "finally"),
                        workflow.texts("tags"),
                        new LabelsReader(problems).read(workflow),
                        document.toJson());
        return steps.map(_ -> definition);
    }

    private Optional<Integer> concurrentSteps(Section workflow) {
        return workflow.get("concurrency")
                .flatMap(value -> Section.of(value, "concurrency", List.of("steps"), problems))
                .filter(section -> section.has("steps"))
                .map(section -> section.integer("steps", 1, MAX_STEPS, MAX_STEPS));
    }

    private List<String> triggers(Section workflow) {
        Optional<Located> single = workflow.get("trigger");
        if (workflow.has("triggers")) {
            single.ifPresent(trigger ->
                    problems.add(
                            trigger.at(),
                            "\"trigger\" and \"triggers\" at once: list all of them in"
                                    + " \"triggers\""));
        }
        List<Located> written = new ArrayList<>(workflow.items("triggers"));
        single.ifPresent(written::add);
        List<String> types = new ArrayList<>();
        written.forEach(trigger -> TriggerReader.read(trigger, problems).ifPresent(types::add));
        return types.isEmpty() ? List.of("manual") : types;
    }

    /// All steps, or none where their list can't be read: what refers to one would seem wrong.
    private Optional<List<StepDefinition>> steps(Section workflow) {
        Optional<Located> value = workflow.required("steps");
        List<Located> items = workflow.items("steps");
        if (value.isEmpty() || items.isEmpty()) {
            value.filter(Located.Sequence.class::isInstance)
                    .ifPresent(
                            list -> problems.add(list.at(), "\"steps\" needs at least one step"));
            return Optional.empty();
        }
        if (items.size() > MAX_STEPS) {
            problems.add(
                    items.get(MAX_STEPS).at(),
                    String.format(
                            Locale.ROOT,
                            "%,d steps: at most %,d are taken",
                            items.size(),
                            MAX_STEPS));
            return Optional.empty();
        }
        var reader = StepReader.ofSteps(problems);
        return Optional.of(items.stream().map(reader::read).toList());
    }
}
