package net.swarmstack.cli;

import net.swarmstack.app.Swarm;
import net.swarmstack.catalog.Root;

import picocli.CommandLine.Model.CommandSpec;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// `swarm backup FILE`
final class BackupCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Copies the registry into one file as it stands; others may use it"
                                + " meanwhile.",
                        "swarm backup /var/backups/swarm.db")
                .addPositional(Specs.argument(0, true, "FILE", "The file to write, a new one."));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        Root root = invocation.root();
        Path file = invocation.file();
        Swarm.backUp(root, file);
        invocation.console().print(Text.visible(file.toString()) + "\n");
        invocation.console().tell("not in it, copy them too: " + rest(root));
        return ExitStatus.OK;
    }

    /// What a backup does not hold, for people: everything else that a root has and that can't be
    /// made again.
    static String rest(Root root) {
        return List.of(
                        root.blobs(),
                        root.logs(),
                        root.configFile(),
                        root.secrets(),
                        root.agents(),
                        root.workflows())
                .stream()
                .map(Path::toString)
                .collect(Collectors.joining(", "));
    }
}
