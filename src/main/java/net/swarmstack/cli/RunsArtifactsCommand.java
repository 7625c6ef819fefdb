package net.swarmstack.cli;

import net.swarmstack.app.SwarmReader;
import net.swarmstack.engine.RunViews;
import net.swarmstack.model.Artifact;
import net.swarmstack.model.Nearest;
import net.swarmstack.model.Reason;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/// `swarm runs artifacts RUN STEP [FILE]`
final class RunsArtifactsCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Lists the files that a step left in $SWARM_OUT, or writes one.",
                        "swarm runs artifacts 1f4c report",
                        "swarm runs artifacts 1f4c report charts/sales.png > sales.png")
                .addPositional(RunIds.argument())
                .addPositional(Specs.argument(1, true, "STEP", "The step that left them."))
                .addPositional(
                        Specs.argument(2, false, "FILE", "Write this one to standard output."))
                .addOption(Specs.output(Format.CHOICE));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        try (SwarmReader swarm = invocation.openReader()) {
            RunViews runs = swarm.runs();
            RunId run = RunIds.resolve(runs, invocation.argument(0));
            String step = RunsLogsCommand.step(runs, run, invocation.argument(1)).value();
            List<Artifact> artifacts = runs.artifacts(run, step);
            Optional<String> file = invocation.optionalArgument(2);
            if (file.isPresent()) {
                write(invocation, runs, find(artifacts, step, file.get()));
            } else {
                list(invocation, artifacts);
            }
        }
        return ExitStatus.OK;
    }

    private static void list(Invocation invocation, List<Artifact> artifacts) {
        if (artifacts.isEmpty()) {
            invocation.console().tell("the step left no files");
        }
        new Listing<>(artifacts, Artifact::name, Artifact::toJson)
                .print(invocation, RunsArtifactsCommand::table);
    }

    private static Table table(List<Artifact> artifacts) {
        var table = new Table("NAME", "SIZE", "SHA256");
        for (Artifact artifact : artifacts) {
            table.add(
                    artifact.name(), Long.toString(artifact.sizeBytes()), artifact.sha256().hex());
        }
        return table;
    }

    private static Artifact find(List<Artifact> artifacts, String step, String name) {
        List<String> names = artifacts.stream().map(Artifact::name).toList();
        return artifacts.stream()
                .filter(artifact -> artifact.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new SwarmException(
                                Code.NOT_FOUND,
                                "step %s left no file \"%s\".%s"
                                        .formatted(step, name, Nearest.hint(name, names))));
    }

    /// What an agent wrote goes to a file or a program; a terminal would obey it.
    private static void write(Invocation invocation, RunViews runs, Artifact artifact) {
        Console console = invocation.console();
        if (console.screen().isTerminal()) {
            throw new SwarmException(
                    Code.USAGE,
                    "\"%s\" is written as the agent left it, and a terminal obeys what may be in it:"
                                    .formatted(artifact.name())
                            + " write it to a file with > FILE, or to a program with | less");
        }
        try (InputStream content = runs.open(artifact)) {
            console.copy(content);
        } catch (IOException e) {
            throw new SwarmException(
                    Code.STORE_FAILED,
                    "can't read \"" + artifact.name() + "\": " + Reason.of(e),
                    e);
        }
    }
}
