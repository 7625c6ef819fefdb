package net.swarmstack.cli;

import net.swarmstack.catalog.AgentPackage;

import picocli.CommandLine.Model.CommandSpec;

import java.nio.file.Path;

/// `swarm agent pack PATH`
final class AgentPackCommand implements Command {

    private static final String FILE = "--file";
    private static final String FORCE = "--force";

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Packs an agent into a file that others can register.",
                        "swarm agent pack ./my-agent",
                        "swarm agent pack ./my-agent --file /tmp/my-agent.tar.gz")
                .addPositional(Specs.argument(0, true, "PATH", "Its folder, or its agent.yaml."))
                .addOption(
                        Specs.option(FILE, "FILE", "The file to write (else NAME-VERSION.tar.gz)."))
                .addOption(Specs.flag(FORCE, "Write the file anew where it is there."));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        AgentPackage packed =
                AgentPackage.pack(
                        Path.of(invocation.argument(0)),
                        invocation.option(FILE).map(Path::of),
                        invocation.has(FORCE));
        invocation.console().print(Text.visible(packed.file().toString()) + "\n");
        invocation
                .console()
                .tell(
                        "agent %s packed, digest %s"
                                .formatted(packed.reference(), packed.digest().hex()));
        return ExitStatus.OK;
    }
}
