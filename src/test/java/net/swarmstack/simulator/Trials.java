package net.swarmstack.simulator;

import net.swarmstack.model.RecordedEvent;
import net.swarmstack.simulator.Findings.Broken;
import net.swarmstack.simulator.Simulation.Outcome;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Tries scenarios, each in a world of its own: all in memory, one in so many once more on SQLite.
/// Thread-safe.
final class Trials {

    /// One in so many is also tried on SQLite.
    private static final long SQLITE_EVERY = 40;

    private final Workflows workflows = new Workflows();
    private final Path folder;
    private final Path prepared;

    /// @param folder where registries are made
    Trials(Path folder) {
        this.folder = folder;
        this.prepared = newFolder();
        SqliteStore.prepare(prepared, workflows);
    }

    private Path newFolder() {
        try {
            return Files.createTempDirectory(folder, "registry-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether a seed is also tried on SQLite.
    static boolean isOnSqlite(long seed) {
        return seed % SQLITE_EVERY == 0;
    }

    /// @param tally counts what occurs
    /// @param tells whether the story is kept
    Outcome run(Scenario scenario, Tally tally, boolean tells) {
        var memory = new MemoryStore();
        Outcome outcome = Simulation.run(scenario, workflows, memory, tally, tells);
        if (!isOnSqlite(scenario.seed()) || outcome.broken().isPresent()) {
            return outcome;
        }
        tally.count(Tally.Sight.SEED_ON_SQLITE);
        try (SqliteStore sqlite = SqliteStore.create(prepared, newFolder())) {
            Outcome again = Simulation.run(scenario, workflows, sqlite, new Tally(), tells);
            return again.with(again.broken().or(() -> difference(outcome, memory, again, sqlite)));
        }
    }

    private static Optional<Broken> difference(
            Outcome first, MemoryStore memory, Outcome second, SqliteStore sqlite) {
        List<String> inMemory = first.histories(memory);
        List<String> onSqlite = second.histories(sqlite);
        List<String> damage = sqlite.damage();
        if (!damage.isEmpty()) {
            return Optional.of(new Broken(Promise.HISTORY_IS_WHOLE, damage.toString()));
        }
        return inMemory.equals(onSqlite)
                ? Optional.empty()
                : Optional.of(
                        new Broken(
                                Promise.SAME_SEED_SAME_HISTORY,
                                firstDifference(first.runs(), second.runs())));
    }

    private static String firstDifference(List<RunRecord> inMemory, List<RunRecord> onSqlite) {
        for (int run = 0; run < Math.min(inMemory.size(), onSqlite.size()); run++) {
            List<RecordedEvent> expected = inMemory.get(run).events();
            List<RecordedEvent> events = onSqlite.get(run).events();
            for (int n = 0; n < Math.max(expected.size(), events.size()); n++) {
                String one = n < expected.size() ? expected.get(n).toString() : "nothing";
                String other = n < events.size() ? events.get(n).toString() : "nothing";
                if (!one.equals(other)) {
                    return "in memory %s, on SQLite %s".formatted(one, other);
                }
            }
        }
        return "in memory %d runs, on SQLite %d".formatted(inMemory.size(), onSqlite.size());
    }
}
