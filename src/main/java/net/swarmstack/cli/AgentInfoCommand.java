package net.swarmstack.cli;

import net.swarmstack.app.SwarmReader;
import net.swarmstack.catalog.AgentRow;
import net.swarmstack.model.Json;

import picocli.CommandLine.Model.CommandSpec;

import tools.jackson.databind.JsonNode;

import java.util.OptionalInt;

/// `swarm agent info NAME`
final class AgentInfoCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Shows an agent with its inputs and outputs.",
                        "swarm agent info echo",
                        "swarm agent info echo@1.0.0 -o json")
                .addPositional(
                        Specs.argument(
                                0, true, "NAME", "An agent, as echo, echo@1.0.0 or echo@^1."))
                .addOption(Specs.output(Format.CHOICE));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        AgentRow agent;
        try (SwarmReader swarm = invocation.openReader()) {
            agent = swarm.catalog().agentInfo(invocation.argument(0));
        }
        Documents.print(
                invocation,
                () -> Rows.json(agent),
                agent.reference(),
                () -> sheet(agent, invocation.console().screen().columns()));
        return ExitStatus.OK;
    }

    private static String sheet(AgentRow agent, OptionalInt columns) {
        JsonNode manifest = Json.parseStored(agent.manifest());
        return new Sheet(columns)
                .line("agent", agent.reference())
                .line("description", agent.description())
                .line("author", agent.author())
                .line("runtime", agent.runtime())
                .line("memory", agent.memoryMb() + " MB")
                .line("timeout", agent.timeoutSeconds() + " s")
                .line("capabilities", Rows.list(agent.capabilities()))
                .line("tags", Rows.list(agent.tags()))
                .line("path", agent.path())
                .line("digest", agent.digest())
                .line("registered", agent.updatedAt())
                .table(fields("INPUT", manifest.path("inputs")))
                .table(fields("OUTPUT", manifest.path("outputs")))
                .toString();
    }

    private static Table fields(String heading, JsonNode fields) {
        var table = new Table(heading, "TYPE", "REQUIRED", "DEFAULT", "DESCRIPTION");
        for (JsonNode field : fields) {
            table.add(
                    field.path("name").asString(""),
                    field.path("type").asString(""),
                    field.path("required").asBoolean(false) ? "yes" : "no",
                    field.has("default") ? Json.compact(field.get("default")) : "",
                    field.path("description").asString(""));
        }
        return table;
    }
}
