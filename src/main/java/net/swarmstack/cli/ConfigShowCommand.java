package net.swarmstack.cli;

import net.swarmstack.app.Setting;
import net.swarmstack.app.SwarmReader;
import net.swarmstack.model.Json;

import picocli.CommandLine.Model.CommandSpec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

import java.util.ArrayList;
import java.util.List;

/// `swarm config show`
final class ConfigShowCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Shows what is in force, and where each value comes from.",
                        "swarm config show",
                        "swarm config show -o json")
                .addOption(
                        Specs.output(
                                "table (the default), json or yaml.",
                                List.of("table", "json", "yaml")));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        var settings = new ArrayList<Setting>();
        JsonNode root = StringNode.valueOf(invocation.root().folder().toString());
        settings.add(new Setting("root", root, invocation.rootOrigin()));
        try (SwarmReader swarm = invocation.openReader()) {
            settings.addAll(swarm.settings());
        }
        new Listing<>(settings, Setting::key, ConfigShowCommand::json)
                .print(invocation, ConfigShowCommand::table);
        return ExitStatus.OK;
    }

    private static JsonNode json(Setting setting) {
        return Json.object()
                .put("key", setting.key())
                .set("value", setting.value())
                .put("origin", setting.origin());
    }

    private static Table table(List<Setting> settings) {
        var table = new Table("KEY", "VALUE", "FROM");
        settings.forEach(s -> table.add(s.key(), text(s.value()), s.origin()));
        return table;
    }

    private static String text(JsonNode value) {
        return value.isContainer() ? Json.compact(value) : value.asString();
    }
}
