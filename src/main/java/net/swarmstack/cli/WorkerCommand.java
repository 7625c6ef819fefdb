package net.swarmstack.cli;

import net.swarmstack.app.Swarm;

import picocli.CommandLine.Model.CommandSpec;

/// `swarm worker`: what `swarm run --no-wait` starts.
final class WorkerCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Specs.of(
                this,
                "Executes what nobody else executes, and ends when there is nothing left. Started"
                        + " by swarm run --no-wait.",
                "swarm worker");
    }

    /// The first signal leaves the runs for another process, the second ends this one at once.
    @Override
    public ExitStatus run(Invocation invocation) {
        try (Swarm swarm = invocation.openSwarm()) {
            Thread working = Thread.currentThread();
            Interrupts.handle(
                    () -> {
                        swarm.abandonRuns(); // before the working thread ends the others
                        working.interrupt();
                    },
                    swarm::closeSandboxes,
                    () -> {});
            swarm.work();
            return ExitStatus.OK;
        } catch (InterruptedException e) {
            return ExitStatus.INTERRUPTED;
        }
    }
}
