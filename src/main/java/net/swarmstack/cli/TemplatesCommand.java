package net.swarmstack.cli;

import net.swarmstack.app.SwarmReader;
import net.swarmstack.catalog.Registration.Kind;
import net.swarmstack.catalog.Scaffold.Template;
import net.swarmstack.model.Json;

import picocli.CommandLine.Model.CommandSpec;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/// `swarm agent templates` and `swarm workflow templates`
record TemplatesCommand(Kind kind) implements Command {

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Lists what a new " + kind.text() + " may begin as.",
                        "swarm " + kind.text() + " templates",
                        "swarm " + kind.text() + " templates -o name")
                .addOption(Specs.output(Format.CHOICE));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        try (SwarmReader swarm = invocation.openReader()) {
            new Listing<>(swarm.templates(kind), Template::name, TemplatesCommand::json)
                    .print(invocation, TemplatesCommand::table);
        }
        return ExitStatus.OK;
    }

    private static ObjectNode json(Template template) {
        return Json.object()
                .put("name", template.name())
                .put("description", template.description())
                .put("path", template.folder().toString());
    }

    private static Table table(List<Template> templates) {
        var table = new Table("TEMPLATE", "DESCRIPTION");
        templates.forEach(template -> table.add(template.name(), template.description()));
        return table;
    }
}
