package net.swarmstack.cli;

import net.swarmstack.app.SwarmReader;
import net.swarmstack.engine.RunViews.RunView;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import picocli.CommandLine.Model.CommandSpec;

import java.util.List;

/// `swarm runs list` and `swarm workflow runs [NAME]`
///
/// @param ofWorkflow whether a workflow may be named
record RunsListCommand(boolean ofWorkflow) implements Command {

    private static final String LIMIT = "--limit";
    private static final int MOST = 10_000;

    @Override
    public CommandSpec spec() {
        return named().addOption(Specs.option(LIMIT, "N", "At most so many (else 20)."))
                .addOption(Specs.output(Format.CHOICE));
    }

    private CommandSpec named() {
        return ofWorkflow
                ? Specs.of(
                                this,
                                "Lists the newest runs of a workflow, or of all.",
                                "swarm workflow runs",
                                "swarm workflow runs echo-chain --limit 5 -o json")
                        .addPositional(Specs.argument(0, false, "NAME", "A workflow."))
                : Specs.of(this, "Lists the newest runs.", "swarm runs list --limit 5");
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        int limit = invocation.option(LIMIT).map(RunsListCommand::limit).orElse(20);
        try (SwarmReader swarm = invocation.openReader()) {
            List<RunView> runs =
                    invocation
                            .optionalArgument(0)
                            .map(name -> runsOf(swarm, name, limit))
                            .orElseGet(() -> swarm.runs().list(limit));
            new Listing<>(runs, run -> run.id().value(), RunView::row)
                    .print(
                            invocation,
                            all -> table(all).paint(2, invocation.console().screen().paint()));
        }
        return ExitStatus.OK;
    }

    /// A workflow that was deleted still has the runs it had.
    private static List<RunView> runsOf(SwarmReader swarm, String workflow, int limit) {
        List<RunView> runs = swarm.runs().list(workflow, limit);
        if (runs.isEmpty()) {
            var _ = swarm.catalog().workflowInfo(workflow); // refuses what does not exist
        }
        return runs;
    }

    private static int limit(String text) {
        if (text.matches("[0-9]{1,5}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        }
        throw new SwarmException(
                Code.USAGE, LIMIT + " \"" + text + "\": expected a number from 1 to " + MOST);
    }

    private static Table table(List<RunView> runs) {
        var table = new Table("RUN", "WORKFLOW", "STATUS", "STARTED", "DURATION", "ERROR");
        for (RunView run : runs) {
            table.add(
                    Text.shortId(run.id().value()),
                    run.workflow(),
                    RunReport.status(run),
                    RunReport.text(run.row(), "started_at"),
                    RunReport.duration(run.row()),
                    RunReport.text(run.row(), "error"));
        }
        return table;
    }
}
