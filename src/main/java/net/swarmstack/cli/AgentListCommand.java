package net.swarmstack.cli;

import net.swarmstack.app.SwarmReader;
import net.swarmstack.catalog.AgentRow;

import picocli.CommandLine.Model.CommandSpec;

import java.util.List;

/// `swarm agent list`
final class AgentListCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Lists the registered agents.",
                        "swarm agent list",
                        "swarm agent list -o json")
                .addOption(Specs.output(Format.CHOICE));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        try (SwarmReader swarm = invocation.openReader()) {
            new Listing<>(swarm.catalog().listAgents(), AgentRow::reference, Rows::json)
                    .print(invocation, AgentListCommand::table);
        }
        return ExitStatus.OK;
    }

    private static Table table(List<AgentRow> agents) {
        var table = new Table("AGENT", "VERSION", "RUNTIME", "MEMORY", "TIMEOUT", "DESCRIPTION");
        for (AgentRow agent : agents) {
            table.add(
                    agent.name(),
                    agent.version(),
                    agent.runtime(),
                    agent.memoryMb() + " MB",
                    agent.timeoutSeconds() + " s",
                    agent.description());
        }
        return table;
    }
}
