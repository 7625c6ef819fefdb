package net.swarmstack.cli;

import net.swarmstack.app.Swarm;
import net.swarmstack.catalog.Deletion;
import net.swarmstack.catalog.DeletionStore.OpenRun;
import net.swarmstack.catalog.Registration.Kind;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// `swarm agent delete NAME[@VERSION]` and `swarm workflow delete NAME`
record DeleteCommand(Kind kind) implements Command {

    private static final String FORCE = "--force";
    private static final String YES = "--yes";
    private static final int LONGEST_ANSWER = 16;

    @Override
    public CommandSpec spec() {
        String word = kind.text();
        return switch (kind) {
            case AGENT ->
                    options(
                            "Deletes an agent, unless something needs it; registering it again brings"
                                    + " it back.",
                            "NAME[@VERSION]",
                            "All versions of a name, or one.",
                            "swarm agent delete my-agent",
                            "swarm agent delete my-agent@1.0.0 --force --yes");
            case WORKFLOW ->
                    options(
                            "Deletes a workflow, unless runs of it are open; registering it again"
                                    + " brings it back.",
                            "NAME",
                            "All its versions are deleted; what its ended runs did stays.",
                            "swarm " + word + " delete my-workflow",
                            "swarm " + word + " delete my-workflow --force");
        };
    }

    private CommandSpec options(String does, String label, String what, String... examples) {
        return Specs.of(this, does, examples)
                .addPositional(Specs.argument(0, true, label, what))
                .addOption(
                        Specs.flag(
                                FORCE,
                                "Delete it whatever needs it; says what goes with it, and asks."))
                .addOption(Specs.flag(YES, "Don't ask."));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        String name = invocation.argument(0);
        Deletion deletion;
        try (Swarm swarm = invocation.openSwarm()) {
            deletion =
                    switch (kind) {
                        case AGENT -> swarm.deletions().ofAgent(name);
                        case WORKFLOW -> swarm.deletions().ofWorkflow(name);
                    };
            if (!deletion.isFree()) {
                requireConsent(invocation, deletion);
            }
            swarm.deletions().carryOut(deletion);
        }
        Console console = invocation.console();
        deletion.references()
                .forEach(gone ->
                        console.print(Text.visible(kind.text() + " " + gone + " deleted") + "\n"));
        deletion.paths().forEach(path -> console.tell("its files stay: " + path));
        return ExitStatus.OK;
    }

    private void requireConsent(Invocation invocation, Deletion deletion) {
        List<String> obstacles = obstacles(deletion);
        if (!invocation.has(FORCE)) {
            throw new SwarmException(
                    Code.CONFLICT,
                    "not deleted: "
                            + String.join("; ", obstacles)
                            + ". To delete it all the same: "
                            + FORCE);
        }
        Console console = invocation.console();
        obstacles.forEach(console::tell);
        console.tell(
                switch (kind) {
                    case AGENT ->
                            "these workflows can't start any more; open runs keep the package they"
                                    + " began with";
                    case WORKFLOW -> "these runs are removed, with their histories and logs";
                });
        if (!invocation.has(YES)) {
            console.tell("delete it? Type yes:");
            if (!answer(console.in()).equals("yes")) {
                throw new SwarmException(
                        Code.CONFLICT, "not deleted. Type yes when asked, or give " + YES + ".");
            }
        }
    }

    private static List<String> obstacles(Deletion deletion) {
        var obstacles = new ArrayList<String>();
        if (!deletion.neededBy().isEmpty()) {
            obstacles.add("needed by " + String.join(", ", deletion.neededBy()));
        }
        if (!deletion.openRuns().isEmpty()) {
            obstacles.add(
                    "has open runs: "
                            + deletion.openRuns().stream()
                                    .map(DeleteCommand::open)
                                    .collect(Collectors.joining(", ")));
        }
        return obstacles;
    }

    private static String open(OpenRun run) {
        return Text.shortId(run.id())
                + (run.ownerAlive() ? "" : " (" + RunReport.ORPHANED + ")");
    }

    /// The first line; what follows may be another command's.
    private static String answer(InputStream in) {
        var line = new StringBuilder();
        try {
            for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
                if (line.length() < LONGEST_ANSWER) {
                    line.append((char) c);
                }
            }
        } catch (IOException e) {
            return ""; // nobody can answer
        }
        return line.toString().strip().toLowerCase(Locale.ROOT);
    }
}
