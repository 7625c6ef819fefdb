package net.swarmstack.cli;

import net.swarmstack.app.Swarm;
import net.swarmstack.engine.RunOwners.Owner;
import net.swarmstack.engine.RunViews.RunView;
import net.swarmstack.engine.Wish;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import picocli.CommandLine.Model.CommandSpec;

import java.util.Optional;

/// `swarm runs resume RUN` and `swarm runs resume --all`
final class RunsResumeCommand implements Command {

    private static final String ALL = "--all";

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Goes on with a run whose process died or left it. Of a run that ended"
                                + " badly it is a new run, which keeps what succeeded.",
                        "swarm runs resume 1f4c",
                        "swarm runs resume 1f4c --var retries=5",
                        "swarm runs resume --all")
                .addPositional(Specs.argument(0, false, "RUN", "The beginning or end of its id."))
                .addOption(Specs.flag(ALL, "Go on with every run that nobody executes."))
                .addOption(
                        Specs.flag(
                                Continuing.LATEST,
                                "Of an ended run: with the newest version of the workflow."))
                .addOption(Continuing.variables())
                .addOption(RunExecution.timeout())
                .addOption(Specs.output("Print the whole run: table, json, yaml or name."));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        Optional<String> named = invocation.optionalArgument(0);
        if (named.isPresent() == invocation.has(ALL)) {
            throw new SwarmException(
                    Code.USAGE,
                    "name a run, or say " + ALL + " for every one that nobody executes");
        }
        if (invocation.has(ALL)) {
            Continuing.refuseOptions(
                    invocation, "a run that " + ALL + " goes on with has not ended");
        }
        try (Swarm swarm = Swarms.openExisting(invocation)) {
            return named.isPresent() ? one(invocation, swarm, named.get()) : all(invocation, swarm);
        }
    }

    private static ExitStatus all(Invocation invocation, Swarm swarm) {
        ExitStatus worst = ExitStatus.OK;
        for (RunId run : swarm.unowned()) {
            ExitStatus status = goOn(invocation, swarm, run);
            if (status == ExitStatus.TIMED_OUT || status == ExitStatus.INTERRUPTED) {
                return status; // this process ends, and takes over no more
            }
            worst = status == ExitStatus.OK ? worst : status;
        }
        return worst;
    }

    private static ExitStatus one(Invocation invocation, Swarm swarm, String named) {
        RunId run = RunIds.resolve(swarm.runs(), named);
        RunView view = swarm.runs().find(run).orElseThrow();
        Optional<Owner> owner = swarm.owners().of(run);
        if (owner.isPresent()) {
            throw new SwarmException(
                    Code.BUSY,
                    "run %s is executed by process %d: swarm runs wait %s"
                            .formatted(run, owner.get().pid(), Text.shortId(run.value())));
        }
        boolean isOver = view.status().isFinal() && !swarm.owners().interrupted().contains(run);
        if (isOver) {
            return new Continuing(invocation, swarm, run).resume();
        }
        Continuing.refuseOptions(invocation, "run " + run + " has not ended");
        if (view.status() == RunStatus.WAITING) {
            Waiting.tell(invocation.console(), swarm.runs(), run);
            return ExitStatus.WAITING;
        }
        return goOn(invocation, swarm, run);
    }

    private static ExitStatus goOn(Invocation invocation, Swarm swarm, RunId run) {
        return new RunExecution(invocation, swarm).takeOver(run, Wish.NONE);
    }
}
