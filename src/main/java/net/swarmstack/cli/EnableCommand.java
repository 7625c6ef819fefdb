package net.swarmstack.cli;

import net.swarmstack.app.Swarm;

import picocli.CommandLine.Model.CommandSpec;

/// `swarm workflow enable NAME` and `swarm workflow disable NAME`
///
/// @param enabled what the workflow is then
record EnableCommand(boolean enabled) implements Command {

    @Override
    public CommandSpec spec() {
        String word = enabled ? "enable" : "disable";
        return Specs.of(
                        this,
                        enabled
                                ? "Lets triggers start a workflow."
                                : "Keeps triggers from starting a workflow; swarm run still does.",
                        "swarm workflow " + word + " echo-chain")
                .addPositional(
                        Specs.argument(0, true, "NAME", "A workflow; all its versions are meant."));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        String name = invocation.argument(0);
        try (Swarm swarm = invocation.openSwarm()) {
            swarm.registrar().enable(name, enabled);
        }
        invocation
                .console()
                .print("workflow %s %s%n".formatted(name, enabled ? "enabled" : "disabled"));
        return ExitStatus.OK;
    }
}
