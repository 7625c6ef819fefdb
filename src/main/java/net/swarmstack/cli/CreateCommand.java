package net.swarmstack.cli;

import net.swarmstack.app.Swarm;
import net.swarmstack.catalog.Registration.Kind;

import picocli.CommandLine.Model.CommandSpec;

import java.nio.file.Path;

/// `swarm agent create NAME` and `swarm workflow create NAME`
record CreateCommand(Kind kind) implements Command {

    private static final String TEMPLATE = "--template";

    @Override
    public CommandSpec spec() {
        String word = kind.text();
        String example =
                switch (kind) {
                    case AGENT -> "basic-agent";
                    case WORKFLOW -> "parallel-workflow";
                };
        return Specs.of(
                        this,
                        "Makes a new " + word + " in the root's own folder, from a template.",
                        "swarm " + word + " create my-" + word,
                        "swarm " + word + " create my-" + word + " --template " + example)
                .addPositional(
                        Specs.argument(0, true, "NAME", "Lower-case letters, digits and hyphens."))
                .addOption(
                        Specs.option(
                                TEMPLATE,
                                "TEMPLATE",
                                "What it begins as; see swarm " + word + " templates."));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        String name = invocation.argument(0);
        Path folder;
        try (Swarm swarm = invocation.openSwarm()) {
            folder = swarm.scaffold().create(kind, name, invocation.option(TEMPLATE));
        }
        Console console = invocation.console();
        console.print(folder + "\n");
        console.tell("edit what is there, then: swarm " + kind.text() + " register " + folder);
        console.tell(
                switch (kind) {
                    case AGENT -> "and try it: swarm agent run " + name + " INPUT-JSON";
                    case WORKFLOW -> "and run it: swarm run " + name;
                });
        return ExitStatus.OK;
    }
}
