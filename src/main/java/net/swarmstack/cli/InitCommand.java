package net.swarmstack.cli;

import net.swarmstack.app.Swarm;
import net.swarmstack.catalog.InitReport;
import net.swarmstack.catalog.Registration;
import net.swarmstack.catalog.Registration.Change;
import net.swarmstack.catalog.Root;

import picocli.CommandLine.Model.CommandSpec;

import java.nio.file.Path;

/// `swarm init`
final class InitCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Specs.of(
                this,
                "Makes a root with all that comes with Swarm, or repairs one; what you changed stays.",
                "swarm init",
                "swarm init --root /srv/swarm");
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        Root root = invocation.root();
        Console console = invocation.console();
        InitReport report = Swarm.init(root, console::tell);
        for (Registration done : report.registrations()) {
            if (done.change() != Change.UNCHANGED) {
                console.tell(RegisterCommand.line(done));
            }
        }
        for (Path kept : report.kept()) {
            console.tell("kept, for you changed it: " + kept);
        }
        if (!report.changed()) {
            console.tell("nothing to do");
        }
        console.print(root.folder() + "\n");
        return ExitStatus.OK;
    }
}
