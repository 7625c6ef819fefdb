package net.swarmstack.cli;

import net.swarmstack.app.Swarm;
import net.swarmstack.catalog.Registrar;
import net.swarmstack.catalog.Registration;
import net.swarmstack.catalog.Registration.Kind;
import net.swarmstack.catalog.Registration.OnConflict;
import net.swarmstack.catalog.Registrations;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import picocli.CommandLine.Model.CommandSpec;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `swarm agent register PATH` and `swarm workflow register PATH`
record RegisterCommand(Kind kind) implements Command {

    private static final String ALL = "--all";
    private static final String FORCE = "--force";

    @Override
    public CommandSpec spec() {
        String name = kind.text();
        return Specs.of(
                        this,
                        "Registers " + (kind == Kind.AGENT ? "an agent." : "a workflow."),
                        "swarm " + name + " register ./my-" + name,
                        "swarm " + name + " register --all")
                .addPositional(Specs.argument(0, false, "PATH", what(kind)))
                .addOption(Specs.flag(ALL, "Register all in the root's own folder instead."))
                .addOption(
                        Specs.flag(
                                FORCE,
                                "Replace a version that has another content, for later runs."));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        Optional<Path> path = invocation.optionalArgument(0).map(Path::of);
        if (path.isPresent() == invocation.has(ALL)) {
            throw new SwarmException(Code.USAGE, "give PATH or " + ALL + ", one of them");
        }
        OnConflict onConflict = invocation.has(FORCE) ? OnConflict.REPLACE : OnConflict.REFUSE;
        Registrations registrations;
        try (Swarm swarm = invocation.openSwarm()) {
            registrations =
                    path.isPresent()
                            ? new Registrations(
                                    List.of(register(swarm.registrar(), path.get(), onConflict)),
                                    List.of())
                            : registerAll(swarm.registrar(), onConflict);
            registrations.done().forEach(swarm::tellOfMissingSandboxes);
        }
        registrations
                .done()
                .forEach(done -> invocation.console().print(Text.visible(line(done)) + "\n"));
        registrations
                .refused()
                .forEach(refusal ->
                        invocation.console().tellLines(String.valueOf(refusal.getMessage())));
        return registrations.refused().isEmpty()
                ? ExitStatus.OK
                : ExitStatus.of(registrations.refused().getFirst().code());
    }

    private static String what(Kind kind) {
        return switch (kind) {
            case AGENT -> "Its folder, its agent.yaml, or its .tar.gz.";
            case WORKFLOW -> "Its folder, or its workflow.yaml.";
        };
    }

    private Registration register(Registrar registrar, Path path, OnConflict onConflict) {
        return switch (kind) {
            case AGENT -> registrar.registerAgent(path, onConflict);
            case WORKFLOW -> registrar.registerWorkflow(path, onConflict);
        };
    }

    private Registrations registerAll(Registrar registrar, OnConflict onConflict) {
        return switch (kind) {
            case AGENT -> registrar.registerAllAgents(onConflict);
            case WORKFLOW -> registrar.registerAllWorkflows(onConflict);
        };
    }

    /// As in `agent echo@1.0.0 created`.
    static String line(Registration done) {
        return "%s %s %s"
                .formatted(
                        done.kind().text(),
                        done.reference(),
                        done.change().name().toLowerCase(Locale.ROOT));
    }
}
