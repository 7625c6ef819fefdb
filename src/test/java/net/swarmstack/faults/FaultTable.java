package net.swarmstack.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;

/// What `bench/faults` prints: a line a fault, in the file that it names.
final class FaultTable {

    /// How much is tried.
    private static final boolean LONG = Boolean.getBoolean("swarm.faults.long");

    private static final String FILE = System.getProperty("swarm.faults.table", "");

    private FaultTable() {}

    /// Whether everything is tried, and not a sample that fits into `./check`.
    static boolean isLong() {
        return LONG;
    }

    /// Writes a line, where a table is wanted.
    ///
    /// @param injected how often
    /// @param outcome what came of it, each time
    static void add(String fault, int injected, String outcome, Duration took) {
        if (FILE.isEmpty()) {
            return;
        }
        String line =
                String.format(
                        Locale.ROOT,
                        "%s\t%d\t%s\t%.1f%n",
                        fault,
                        injected,
                        outcome,
                        took.toMillis() / 1000.0);
        try {
            Files.writeString(
                    Path.of(FILE), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
