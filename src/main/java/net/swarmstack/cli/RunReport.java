package net.swarmstack.cli;

import net.swarmstack.cli.Console.Screen;
import net.swarmstack.engine.RunViews;
import net.swarmstack.engine.RunViews.RunView;
import net.swarmstack.engine.RunViews.StepView;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunId;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// All that is shown of one run.
///
/// @param result what it gave, or a reference to that
record RunReport(RunView run, List<StepView> steps, Optional<JsonNode> result) {

    static final String ORPHANED = "its process is gone";

    /// What the registry knows of a run.
    ///
    /// @param id of a run that exists
    static RunReport read(RunViews runs, RunId id) {
        return new RunReport(runs.find(id).orElseThrow(), runs.steps(id), runs.result(id));
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
        steps.forEach(step -> rows.add(step.row()));
        return document;
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
        String from = text(row, "started_at");
        String to = text(row, "completed_at");
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

    private static void add(Table table, StepView step) {
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
                text(row, "error"));
    }
}
