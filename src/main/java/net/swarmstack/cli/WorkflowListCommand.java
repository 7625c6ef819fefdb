package net.swarmstack.cli;

import net.swarmstack.app.SwarmReader;
import net.swarmstack.catalog.WorkflowRow;

import picocli.CommandLine.Model.CommandSpec;

import java.util.List;

/// `swarm workflow list`
final class WorkflowListCommand implements Command {

    private static final String ENABLED = "--enabled";

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Lists the registered workflows.",
                        "swarm workflow list",
                        "swarm workflow list --enabled -o name")
                .addOption(Specs.flag(ENABLED, "Only those that triggers may start."))
                .addOption(Specs.output(Format.CHOICE));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        try (SwarmReader swarm = invocation.openReader()) {
            List<WorkflowRow> workflows =
                    swarm.catalog().listWorkflows().stream()
                            .filter(row -> row.enabled() || !invocation.has(ENABLED))
                            .toList();
            new Listing<>(workflows, WorkflowRow::reference, Rows::json)
                    .print(invocation, WorkflowListCommand::table);
        }
        return ExitStatus.OK;
    }

    private static Table table(List<WorkflowRow> workflows) {
        var table = new Table("WORKFLOW", "VERSION", "TRIGGER", "ENABLED", "DESCRIPTION");
        for (WorkflowRow workflow : workflows) {
            table.add(
                    workflow.name(),
                    workflow.version(),
                    workflow.triggerType(),
                    workflow.enabled() ? "yes" : "no",
                    workflow.description());
        }
        return table;
    }
}
