package net.swarmstack.cli;

import net.swarmstack.cli.Console.Screen;
import net.swarmstack.engine.RunViews;
import net.swarmstack.engine.RunViews.RunView;
import net.swarmstack.engine.RunViews.StepUsage;
import net.swarmstack.engine.RunViews.StepView;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunId;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// All that is shown of one run.
///
/// @param usage what the ended attempts of each step used
/// @param result what it gave, or a reference to that
record RunReport(
        RunView run,
        List<StepView> steps,
        Map<String, StepUsage> usage,
        Optional<JsonNode> result) {

    static final String ORPHANED = "its process is gone";

    /// What the registry knows of a run.
    ///
    /// @param id of a run that exists
    static RunReport read(RunViews runs, RunId id) {
        return new RunReport(
                runs.find(id).orElseThrow(), runs.steps(id), runs.usage(id), runs.result(id));
    }

    /// Writes it in the format that was asked for.
    void print(Invocation invocation) {
        Documents.print(
                invocation,
                this::json,
                run.id().value(),
                () -> sheet(invocation.console().screen()));
    }

    /// The row of the run with its result and steps: the columns of the registry by their names.
    private ObjectNode json() {
        ObjectNode document = run.row().deepCopy();
        document.put("owner_alive", run.ownerAlive());
        document.set("result", result.orElse(document.nullNode()));
        var rows = document.putArray("steps");
        steps.forEach(step -> rows.add(json(step)));
        return document;
    }

    private ObjectNode json(StepView step) {
        ObjectNode row = step.row().deepCopy();
        Optional.ofNullable(usage.get(step.stepId()))
                .ifPresent(used ->
                        row.putObject("usage")
                                .put("boot_ms", used.boot().toMillis())
                                .put("execution_ms", used.execution().toMillis())
                                .put("cpu_ms", used.cpu().toMillis())
                                .put("memory_peak_bytes", used.memoryPeakBytes()));
        return row;
    }

    /// For people: what the run is, its steps, and what came of it.
    private String sheet(Screen screen) {
        var table =
                new Table(
                        "STEP",
                        "AGENT",
                        "STATUS",
                        "ATTEMPTS",
                        "SANDBOX",
                        "STARTED",
                        "DURATION",
                        "QUEUE",
                        "BOOT",
                        "CPU",
                        "MEMORY",
                        "TOKENS",
                        "ERROR");
        steps.forEach(step -> add(table, step));
        return new Sheet(screen.columns())
                .line("run", run.id().value())
                .line("workflow", run.workflow() + "@" + text(run.row(), "workflow_version"))
                .status(status(run), screen.paint())
                .line("trigger", text(run.row(), "trigger_type"))
                .line("started", text(run.row(), "started_at"))
                .line("duration", duration(run.row()))
                .line("error step", text(run.row(), "error_step"))
                .line("error", text(run.row(), "error"))
                .table(table.paint(2, screen.paint()))
                .section("result", result.map(Json::pretty).orElse(""))
                .toString();
    }

    /// The status of a run, and whether nobody executes it any more.
    static String status(RunView run) {
        return run.status().isFinal() || run.ownerAlive()
                ? run.status().text()
                : run.status().text() + " (" + ORPHANED + ")";
    }

    /// How long a run or step took, where it has ended.
    static String duration(ObjectNode row) {
        return between(row, "started_at", "completed_at");
    }

    private static String between(ObjectNode row, String start, String end) {
        String from = text(row, start);
        String to = text(row, end);
        return from.isEmpty() || to.isEmpty()
                ? ""
                : Text.duration(
                        Duration.between(Instant.parse(from), Instant.parse(to)).toMillis());
    }

    /// A column as text; empty where it is null.
    static String text(ObjectNode row, String column) {
        JsonNode value = row.path(column);
        return value.isNull() || value.isMissingNode() ? "" : value.asString();
    }

    private static String status(StepView step) {
        String status = step.status().text();
        return Waiting.isOutcomeUnknown(step)
                ? status + " (" + StepView.OUTCOME_UNKNOWN + ")"
                : status;
    }

    private void add(Table table, StepView step) {
        ObjectNode row = step.row();
        int attempts = step.startedAt().isPresent() ? row.path("retry_count").asInt(0) + 1 : 0;
        table.add(
                step.stepId(),
                text(row, "agent_name") + "@" + text(row, "agent_version"),
                status(step),
                Integer.toString(attempts),
                text(row, "vm_id"),
                text(row, "started_at"),
                duration(row),
                between(row, "queued_at", "started_at"),
                used(step, u -> Text.duration(u.boot().toMillis())),
                used(step, u -> Text.duration(u.cpu().toMillis())),
                used(step, u -> Text.bytes(u.memoryPeakBytes())),
                text(row, "api_tokens_used"),
                text(row, "error"));
    }

    private String used(StepView step, Function<StepUsage, String> text) {
        return Optional.ofNullable(usage.get(step.stepId())).map(text).orElse("");
    }
}
