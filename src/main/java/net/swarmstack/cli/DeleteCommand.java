package net.swarmstack.cli;

import net.swarmstack.app.Swarm;
import net.swarmstack.catalog.Deletion;
import net.swarmstack.catalog.DeletionStore.OpenRun;
import net.swarmstack.catalog.Registration.Kind;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import picocli.CommandLine.Model.CommandSpec;

import java.util.ArrayList;
import java.util.List;

/// `swarm agent delete NAME[@VERSION]` and `swarm workflow delete NAME[@VERSION]`
record DeleteCommand(Kind kind) implements Command {

    private static final String FORCE = "--force";
    private static final String YES = "--yes";

    @Override
    public CommandSpec spec() {
        String word = kind.text();
        return Specs.of(
                        this,
                        switch (kind) {
                            case AGENT ->
                                    "Deletes an agent that no workflow needs and no open run uses."
                                            + " Registering it again brings it back.";
                            case WORKFLOW ->
                                    "Deletes a workflow without open runs; ended ones stay."
                                            + " Registering it again brings it back.";
                        },
                        "swarm " + word + " delete my-" + word,
                        "swarm " + word + " delete my-" + word + "@1.0.0 --force --yes")
                .addPositional(
                        Specs.argument(
                                0, true, "NAME[@VERSION]", "All versions of a name, or one."))
                .addOption(
                        Specs.flag(
                                FORCE, "Delete it all the same; says what goes with it, and asks."))
                .addOption(Specs.flag(YES, "With " + FORCE + ": don't ask."));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        Console console = invocation.console();
        try (Swarm swarm = invocation.openSwarm()) {
            Deletion deletion = found(swarm, invocation.argument(0));
            if (!deletion.isFree()) {
                requireConsent(invocation, deletion);
            }
            swarm.deletions().carryOut(deletion);
            deletion.references()
                    .forEach(gone -> console.print(kind.text() + " " + gone + " deleted\n"));
            deletion.paths().forEach(path -> console.tell("its files stay: " + path));
        }
        return ExitStatus.OK;
    }

    private Deletion found(Swarm swarm, String reference) {
        return switch (kind) {
            case AGENT -> swarm.deletions().ofAgent(reference);
            case WORKFLOW -> swarm.deletions().ofWorkflow(reference);
        };
    }

    private void requireConsent(Invocation invocation, Deletion deletion) {
        Console console = invocation.console();
        if (!invocation.has(FORCE)) {
            throw new SwarmException(
                    Code.CONFLICT,
                    "not deleted: "
                            + String.join("; ", obstacles(deletion))
                            + ". To delete it all the same: "
                            + FORCE);
        }
        obstacles(deletion).forEach(console::tell);
        consequences(deletion).forEach(console::tell);
        if (invocation.has(YES)) {
            return;
        }
        if (!console.canAsk()) {
            throw new SwarmException(
                    Code.USAGE,
                    "not deleted: there is no terminal to ask on. Give " + YES + " too.");
        }
        console.tell("delete it? Type yes:");
        if (!console.answer().equals("yes")) {
            throw new SwarmException(Code.CONFLICT, "not deleted");
        }
    }

    private static List<String> obstacles(Deletion deletion) {
        var obstacles = new ArrayList<String>();
        if (!deletion.neededBy().isEmpty()) {
            obstacles.add("needed by " + Excerpt.names(deletion.neededBy()));
        }
        if (!deletion.openRuns().isEmpty()) {
            obstacles.add(
                    "open runs: "
                            + Excerpt.names(
                                    deletion.openRuns().stream()
                                            .map(DeleteCommand::open)
                                            .toList()));
        }
        return obstacles;
    }

    private static String open(OpenRun run) {
        return Text.shortId(run.id()) + (run.ownerAlive() ? "" : " (" + RunReport.ORPHANED + ")");
    }

    private List<String> consequences(Deletion deletion) {
        var consequences = new ArrayList<String>();
        if (!deletion.neededBy().isEmpty()) {
            consequences.add("deleting it: these workflows can't start any more");
        }
        if (!deletion.openRuns().isEmpty()) {
            consequences.add(
                    switch (kind) {
                        case AGENT -> "deleting it: open runs keep the package they began with";
                        case WORKFLOW ->
                                "deleting it: these runs are removed, with their histories and logs";
                    });
        }
        return consequences;
    }
}
