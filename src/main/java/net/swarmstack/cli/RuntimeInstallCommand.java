package net.swarmstack.cli;

import net.swarmstack.app.Runtimes;

import picocli.CommandLine.Model.CommandSpec;

/// `swarm runtime install RUNTIME`
final class RuntimeInstallCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Installs an interpreter for this root, which agents get from then on.",
                        "swarm runtime install node@24")
                .addPositional(Specs.argument(0, true, "RUNTIME", "As node@24."));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        invocation.openSwarm().close(); // makes the root where there is none
        var runtimes = new Runtimes(invocation.root(), invocation.environment());
        String program = runtimes.install(invocation.argument(0)).toString();
        invocation.console().print(Text.visible(program) + "\n");
        return ExitStatus.OK;
    }
}
