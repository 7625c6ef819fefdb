package net.swarmstack.cli;

import net.swarmstack.app.SwarmReader;
import net.swarmstack.catalog.WorkflowRow;
import net.swarmstack.model.Json;

import picocli.CommandLine.Model.CommandSpec;

import tools.jackson.databind.JsonNode;

import java.util.OptionalInt;

/// `swarm workflow info NAME`
final class WorkflowInfoCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Shows a workflow with its steps.",
                        "swarm workflow info echo-chain",
                        "swarm workflow info echo-chain -o yaml")
                .addPositional(
                        Specs.argument(
                                0, true, "NAME", "A workflow, as echo-chain or echo-chain@1.0.0."))
                .addOption(Specs.output(Format.CHOICE));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        WorkflowRow workflow;
        try (SwarmReader swarm = invocation.openReader()) {
            workflow = swarm.catalog().workflowInfo(invocation.argument(0));
        }
        Documents.print(
                invocation,
                () -> Rows.json(workflow),
                workflow.reference(),
                () -> sheet(workflow, invocation.console().screen().columns()));
        return ExitStatus.OK;
    }

    private static String sheet(WorkflowRow workflow, OptionalInt columns) {
        return new Sheet(columns)
                .line("workflow", workflow.reference())
                .line("description", workflow.description())
                .line("author", workflow.author())
                .line("trigger", workflow.triggerType())
                .line("enabled", workflow.enabled() ? "yes" : "no")
                .line("tags", Rows.list(workflow.tags()))
                .line("path", workflow.path())
                .line("registered", workflow.updatedAt())
                .table(steps(Json.parseStored(workflow.steps())))
                .toString();
    }

    private static Table steps(JsonNode steps) {
        var table = new Table("STEP", "AGENT", "NEEDS", "NAME");
        for (JsonNode step : steps) {
            table.add(
                    step.path("id").asString(""),
                    step.path("agent").asString(""),
                    step.has("needs") ? Json.compact(step.get("needs")) : "",
                    step.path("name").asString(""));
        }
        return table;
    }
}
