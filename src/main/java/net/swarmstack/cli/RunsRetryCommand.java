package net.swarmstack.cli;

import net.swarmstack.app.Swarm;
import net.swarmstack.model.RunId;

import picocli.CommandLine.Model.CommandSpec;

/// `swarm runs retry RUN [--from STEP]`
final class RunsRetryCommand implements Command {

    private static final String FROM = "--from";

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Does an ended run again: a new run with the same input.",
                        "swarm runs retry 1f4c",
                        "swarm runs retry 1f4c --from publish --var channel=test")
                .addPositional(RunIds.argument())
                .addOption(
                        Specs.option(
                                FROM,
                                "STEP",
                                "Keep what the steps before this one gave, and begin with it."))
                .addOption(Continuing.variables())
                .addOption(RunExecution.timeout())
                .addOption(Specs.output("Print the whole run: table, json, yaml or name."));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        try (Swarm swarm = Swarms.openExisting(invocation)) {
            RunId run = RunIds.resolve(swarm.runs(), invocation.argument(0));
            return new Continuing(invocation, swarm, run).retry(invocation.option(FROM));
        }
    }
}
