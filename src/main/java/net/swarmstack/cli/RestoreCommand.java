package net.swarmstack.cli;

import net.swarmstack.app.Swarm;
import net.swarmstack.catalog.RestoreReport;
import net.swarmstack.catalog.Root;

import picocli.CommandLine.Model.CommandSpec;

import java.nio.file.Path;

/// `swarm restore FILE`
final class RestoreCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Puts a backup in the place of the registry, which is kept beside it. No"
                                + " other process may use it meanwhile.",
                        "swarm restore /var/backups/swarm.db")
                .addPositional(Specs.argument(0, true, "FILE", "What swarm backup wrote."));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        Root root = invocation.root();
        Console console = invocation.console();
        Path file = invocation.file();
        RestoreReport restored = Swarm.restore(root, file, console::tell);
        console.print(root.database() + "\n");
        console.tell(
                "restored from %s: schema %d, %d runs"
                        .formatted(file, restored.madeBySchema(), restored.runs()));
        restored.before().ifPresent(before -> console.tell("the one before lies in " + before));
        if (restored.openRuns() > 0) {
            console.tell(
                    restored.openRuns()
                            + " of the runs had not ended, and nobody executes them: swarm runs"
                            + " resume --all");
        }
        console.tell("see whether all that it refers to is there: swarm doctor --verify");
        return ExitStatus.OK;
    }
}
