package net.swarmstack.cli;

import net.swarmstack.app.Runtimes;

import picocli.CommandLine.Model.CommandSpec;

/// `swarm runtime list`
final class RuntimeListCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Specs.of(
                this,
                "Lists the interpreters that are installed for this root.",
                "swarm runtime list");
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        new Runtimes(invocation.root(), invocation.environment())
                .installed()
                .forEach(folder ->
                        invocation.console().print(Text.visible(folder.toString()) + "\n"));
        return ExitStatus.OK;
    }
}
