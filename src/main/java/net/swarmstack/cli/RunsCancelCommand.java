package net.swarmstack.cli;

import net.swarmstack.app.Swarm;
import net.swarmstack.engine.RunHandle;
import net.swarmstack.engine.RunViews.RunView;
import net.swarmstack.model.RunId;

import picocli.CommandLine.Model.CommandSpec;

import java.util.Optional;

/// `swarm runs cancel RUN`
final class RunsCancelCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Ends a run, whichever process executes it, and waits until it has ended:"
                                + " nothing new starts, what executes is stopped, finally handlers"
                                + " run.",
                        "swarm runs cancel 1f4c")
                .addPositional(RunIds.argument());
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        Console console = invocation.console();
        try (Swarm swarm = Swarms.openExisting(invocation)) {
            RunId run = RunIds.resolve(swarm.runs(), invocation.argument(0));
            String name = Text.shortId(run.value());
            if (view(swarm, run).status().isFinal()) {
                console.tell(name + " has ended before: " + view(swarm, run).status().text());
                return ExitStatus.OK;
            }
            if (!swarm.calls().cancel(run)) {
                cancelHere(swarm, run);
            }
            console.tell(name + " " + new RunWait(swarm, run).await().text());
            return ExitStatus.OK;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the main thread", e);
        }
    }

    /// The wish is in the history before anything else of the run is done.
    private static void cancelHere(Swarm swarm, RunId run) throws InterruptedException {
        Optional<RunHandle> adopted = swarm.adopt(run, _ -> {}, RunHandle::cancel);
        if (adopted.isPresent()) {
            adopted.get().await();
        }
    }

    private static RunView view(Swarm swarm, RunId run) {
        return swarm.runs().find(run).orElseThrow();
    }
}
