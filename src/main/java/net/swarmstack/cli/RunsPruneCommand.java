package net.swarmstack.cli;

import net.swarmstack.app.Swarm;
import net.swarmstack.app.SwarmReader;
import net.swarmstack.catalog.Pruning.Share;
import net.swarmstack.catalog.PruningStore.Selection;
import net.swarmstack.model.Json;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.Timestamps;

import picocli.CommandLine.Model.CommandSpec;

import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.List;

/// `swarm runs prune --older-than AGE`
final class RunsPruneCommand implements Command {

    private static final String OLDER_THAN = "--older-than";
    private static final String KEEP_FAILED = "--keep-failed";
    private static final String DRY_RUN = "--dry-run";
    private static final String YES = "--yes";

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Deletes runs that ended long ago, with their histories and logs; says how"
                                + " many, and asks. An open run is never deleted.",
                        "swarm runs prune --older-than 30d --dry-run",
                        "swarm runs prune --older-than 12w --keep-failed --yes")
                .addOption(
                        Specs.option(
                                OLDER_THAN,
                                "AGE",
                                "How long ago they ended, in s, m, h, d or w, as in 30d."))
                .addOption(Specs.flag(KEEP_FAILED, "Keep every run that did not succeed."))
                .addOption(Specs.flag(DRY_RUN, "Only show what would be deleted."))
                .addOption(Specs.flag(YES, "Don't ask."))
                .addOption(
                        Specs.output(
                                "table (the default), json or yaml.",
                                List.of("table", "json", "yaml")));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        Duration age =
                invocation
                        .option(OLDER_THAN)
                        .map(text -> Age.parse(OLDER_THAN, text))
                        .orElseThrow(() ->
                                new SwarmException(
                                        Code.USAGE,
                                        "say how long ago the runs ended, as in "
                                                + OLDER_THAN
                                                + " 30d"));
        if (invocation.has(DRY_RUN)) {
            look(invocation, age);
        } else {
            prune(invocation, age);
        }
        return ExitStatus.OK;
    }

    private static void look(Invocation invocation, Duration age) {
        try (SwarmReader swarm = invocation.openReader()) {
            Selection selection = swarm.pruning().select(age, invocation.has(KEEP_FAILED));
            List<Share> found = swarm.pruning().look(selection);
            print(invocation, found);
            invocation.console().tell("would delete " + text(found, selection));
        }
    }

    private static void prune(Invocation invocation, Duration age) {
        try (Swarm swarm = Swarms.openExisting(invocation)) {
            Selection selection = swarm.pruning().select(age, invocation.has(KEEP_FAILED));
            if (!invocation.has(YES)) {
                requireConsent(invocation, text(swarm.pruning().look(selection), selection));
            }
            List<Share> deleted = swarm.pruning().carryOut(selection);
            print(invocation, deleted);
            invocation.console().tell("deleted " + text(deleted, selection) + hint(deleted));
        }
    }

    private static String hint(List<Share> deleted) {
        return deleted.isEmpty() ? "" : ". What else only they used goes with: swarm gc";
    }

    private static void requireConsent(Invocation invocation, String what) {
        Console console = invocation.console();
        if (!console.canAsk()) {
            throw new SwarmException(
                    Code.USAGE,
                    "not deleted: there is no terminal to ask on. Give "
                            + YES
                            + ", or "
                            + DRY_RUN
                            + " to see what would go.");
        }
        console.tell("this deletes " + what);
        console.tell("delete them? Type yes:");
        if (!console.answer().equals("yes")) {
            throw new SwarmException(Code.CONFLICT, "not deleted");
        }
    }

    private static String text(List<Share> shares, Selection selection) {
        long runs = shares.stream().mapToLong(Share::runs).sum();
        long bytes = shares.stream().mapToLong(Share::logBytes).sum();
        return (runs == 1 ? "1 run that" : runs + " runs that")
                + " ended before "
                + Timestamps.format(selection.endedBefore())
                + ", with "
                + Text.bytes(bytes)
                + " of logs";
    }

    private static void print(Invocation invocation, List<Share> shares) {
        new Listing<>(shares, share -> share.status().text(), RunsPruneCommand::json)
                .print(invocation, RunsPruneCommand::table);
    }

    private static Table table(List<Share> shares) {
        var table = new Table("STATUS", "RUNS", "LOGS");
        shares.forEach(share ->
                table.add(
                        share.status().text(),
                        Long.toString(share.runs()),
                        Text.bytes(share.logBytes())));
        return table;
    }

    private static ObjectNode json(Share share) {
        return Json.object()
                .put("status", share.status().text())
                .put("runs", share.runs())
                .put("log_size", share.logBytes());
    }
}
