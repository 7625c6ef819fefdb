package net.swarmstack.cli;

import net.swarmstack.app.SwarmReader;
import net.swarmstack.engine.RunViews;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunId;

import picocli.CommandLine.Model.CommandSpec;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/// `swarm runs show RUN`
final class RunsShowCommand implements Command {

    private static final String EVENTS = "--events";

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Shows a run and its steps.",
                        "swarm runs show 1f4c",
                        "swarm runs show 1f4c --events -o json")
                .addPositional(RunIds.argument())
                .addOption(Specs.flag(EVENTS, "Show its history instead."))
                .addOption(Specs.output(Format.CHOICE));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        try (SwarmReader swarm = invocation.openReader()) {
            RunId id = RunIds.resolve(swarm.runs(), invocation.argument(0));
            if (invocation.has(EVENTS)) {
                printEvents(invocation, swarm.runs(), id);
            } else {
                RunReport.read(swarm.runs(), id).print(invocation);
            }
        }
        return ExitStatus.OK;
    }

    private static void printEvents(Invocation invocation, RunViews runs, RunId id) {
        new Listing<ObjectNode>(
                        runs.events(id), event -> RunReport.text(event, "type"), event -> event)
                .print(invocation, RunsShowCommand::table);
    }

    private static Table table(List<ObjectNode> events) {
        var table = new Table("SEQ", "AT", "TYPE", "DATA");
        for (ObjectNode event : events) {
            table.add(
                    RunReport.text(event, "seq"),
                    RunReport.text(event, "at"),
                    RunReport.text(event, "type"),
                    Text.fit(Json.compact(event.path("data")), 1_000));
        }
        return table;
    }
}
