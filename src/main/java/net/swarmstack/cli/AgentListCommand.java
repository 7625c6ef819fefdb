package net.swarmstack.cli;

import net.swarmstack.app.SwarmReader;
import net.swarmstack.catalog.AgentRow;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Nearest;

import picocli.CommandLine.Model.CommandSpec;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// `swarm agent list`
final class AgentListCommand implements Command {

    private static final String CAPABILITY = "--capability";
    private static final String TAG = "--tag";

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Lists the registered agents.",
                        "swarm agent list",
                        "swarm agent list --capability http --tag example -o json")
                .addOption(Specs.option(CAPABILITY, "NAME", "Only those with this capability."))
                .addOption(Specs.option(TAG, "TAG", "Only those with this tag."))
                .addOption(Specs.output(Format.CHOICE));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        List<AgentRow> agents;
        try (SwarmReader swarm = invocation.openReader()) {
            agents = swarm.catalog().listAgents();
        }
        agents = having(CAPABILITY, "capability", AgentRow::capabilities, agents, invocation);
        agents = having(TAG, "tag", AgentRow::tags, agents, invocation);
        new Listing<>(agents, AgentRow::reference, Rows::json)
                .print(invocation, AgentListCommand::table);
        return ExitStatus.OK;
    }

    /// The agents that have what an option asks for; where none has, people are told what is near.
    private static List<AgentRow> having(
            String option,
            String word,
            Function<AgentRow, String> column,
            List<AgentRow> agents,
            Invocation invocation) {
        Optional<String> wanted = invocation.option(option);
        if (wanted.isEmpty()) {
            return agents;
        }
        List<AgentRow> found =
                agents.stream()
                        .filter(agent -> Rows.contains(column.apply(agent), wanted.get()))
                        .toList();
        if (found.isEmpty() && !agents.isEmpty()) {
            List<String> known =
                    agents.stream().map(column).flatMap(Rows::texts).distinct().toList();
            invocation
                    .console()
                    .tell(
                            "no agent has the "
                                    + word
                                    + " "
                                    + Excerpt.quote(wanted.get())
                                    + "."
                                    + Nearest.hint(wanted.get(), known));
        }
        return found;
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
