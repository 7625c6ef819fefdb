package net.swarmstack.cli;

import net.swarmstack.app.Swarm;
import net.swarmstack.app.SwarmReader;
import net.swarmstack.catalog.GarbageCollection.Removed;
import net.swarmstack.model.Json;

import picocli.CommandLine.Model.CommandSpec;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Locale;

/// `swarm gc`
final class GcCommand implements Command {

    private static final String DRY_RUN = "--dry-run";

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Removes files that nothing in the registry refers to and that are older"
                                + " than an hour, also while runs execute.",
                        "swarm gc --dry-run",
                        "swarm gc -o json")
                .addOption(Specs.flag(DRY_RUN, "Only show what would be removed."))
                .addOption(
                        Specs.output(
                                "table (the default), json or yaml.",
                                List.of("table", "json", "yaml")));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        boolean dryRun = invocation.has(DRY_RUN);
        List<Removed> removed = dryRun ? look(invocation) : remove(invocation);
        new Listing<>(removed, GcCommand::kind, GcCommand::json)
                .print(invocation, GcCommand::table);
        long bytes = removed.stream().mapToLong(kind -> kind.amount().sizeBytes()).sum();
        invocation
                .console()
                .tell((dryRun ? "would remove " : "removed ") + Text.bytes(bytes) + " in all");
        return ExitStatus.OK;
    }

    private static List<Removed> look(Invocation invocation) {
        try (SwarmReader swarm = invocation.openReader()) {
            return swarm.garbage().run(true);
        }
    }

    private static List<Removed> remove(Invocation invocation) {
        try (Swarm swarm = Swarms.openExisting(invocation)) {
            return swarm.garbage().run(false);
        }
    }

    private static Table table(List<Removed> removed) {
        var table = new Table("KIND", "COUNT", "SIZE");
        removed.forEach(of ->
                table.add(
                        kind(of),
                        Long.toString(of.amount().count()),
                        Text.bytes(of.amount().sizeBytes())));
        return table;
    }

    private static ObjectNode json(Removed removed) {
        return Json.object()
                .put("kind", kind(removed))
                .put("count", removed.amount().count())
                .put("size", removed.amount().sizeBytes());
    }

    private static String kind(Removed removed) {
        return removed.kind().name().toLowerCase(Locale.ROOT);
    }
}
