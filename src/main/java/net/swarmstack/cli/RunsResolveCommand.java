package net.swarmstack.cli;

import net.swarmstack.app.Swarm;
import net.swarmstack.engine.RunHandle.Decided;
import net.swarmstack.engine.RunViews.RunView;
import net.swarmstack.engine.Wish;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import picocli.CommandLine.Model.CommandSpec;

import java.util.Optional;
import java.util.stream.Stream;

/// `swarm runs resolve RUN STEP --succeeded JSON | --failed | --retry`
final class RunsResolveCommand implements Command {

    private static final String SUCCEEDED = "--succeeded";
    private static final String FAILED = "--failed";
    private static final String RETRY = "--retry";

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Says what became of a step whose process died while it executed, and which"
                                + " may be done once only (effects: once). Then the run goes on.",
                        "swarm runs resolve 1f4c pay --succeeded '{\"receipt\":\"A-17\"}'",
                        "swarm runs resolve 1f4c pay --failed",
                        "swarm runs resolve 1f4c 'pay[3]' --retry")
                .addPositional(RunIds.argument())
                .addPositional(Specs.argument(1, true, "STEP", "Its id, or that of an item."))
                .addOption(Specs.option(SUCCEEDED, "JSON", "It did what it should, and gave this."))
                .addOption(Specs.flag(FAILED, "It did not, and is not to be tried again."))
                .addOption(Specs.flag(RETRY, "It may be tried again."))
                .addOption(RunExecution.timeout())
                .addOption(Specs.output("Print the whole run: table, json, yaml or name."));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        Decided outcome = outcome(invocation);
        try (Swarm swarm = Swarms.openExisting(invocation)) {
            RunId run = RunIds.resolve(swarm.runs(), invocation.argument(0));
            StepId step = RunsLogsCommand.step(swarm.runs(), run, invocation.argument(1));
            if (swarm.calls().resolve(run, step, outcome)) {
                new RunWait(swarm, run).await();
                return RunEnd.read(swarm.runs(), run).print(invocation, swarm.runs());
            }
            return resolveHere(invocation, swarm, run, wish(step, outcome));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the main thread", e);
        }
    }

    private static Wish wish(StepId step, Decided outcome) {
        return handle -> handle.decide(step, outcome);
    }

    private static ExitStatus resolveHere(
            Invocation invocation, Swarm swarm, RunId run, Wish wish) {
        RunView view = swarm.runs().find(run).orElseThrow();
        if (view.status().isFinal()) {
            throw new SwarmException(
                    Code.CONFLICT,
                    "run %s has ended: %s. Nothing of it waits for a person."
                            .formatted(run, view.status().text()));
        }
        return new RunExecution(invocation, swarm).takeOver(run, wish);
    }

    private static Decided outcome(Invocation invocation) {
        Optional<String> outputs = invocation.option(SUCCEEDED);
        long given =
                Stream.of(outputs.isPresent(), invocation.has(FAILED), invocation.has(RETRY))
                        .filter(Boolean::booleanValue)
                        .count();
        if (given != 1) {
            throw new SwarmException(
                    Code.USAGE,
                    "say one of %s JSON, %s and %s".formatted(SUCCEEDED, FAILED, RETRY));
        }
        if (outputs.isPresent()) {
            return new Decided.Succeeded(RunInput.object(SUCCEEDED, outputs.get()));
        }
        return invocation.has(FAILED) ? new Decided.Failed() : new Decided.Retry();
    }
}
