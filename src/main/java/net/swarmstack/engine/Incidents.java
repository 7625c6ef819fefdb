package net.swarmstack.engine;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/// What went wrong in this process beside its runs: told in a line, and counted. Thread-safe.
public final class Incidents {

    private final Consumer<String> lines;
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);

    /// What happened.
    public enum Kind {
        /// A result came for a run that is another process's by now, or for an attempt that has
        /// ended.
        LATE_RESULT,
        /// The store did not take a transaction for now; it is tried again.
        WRITE_DELAYED,
        /// A run that nobody executes could not be taken over.
        NOT_ADOPTED,
        /// What a dead process left could not be ended.
        NOT_SWEPT
    }

    /// @param lines told each
    public Incidents(Consumer<String> lines) {
        this.lines = lines;
    }

    /// Tells of one.
    public void tell(Kind kind, String line) {
        synchronized (counts) {
            counts.merge(kind, 1L, Long::sum);
        }
        lines.accept(line);
    }

    /// How often it has happened since the process started.
    public long count(Kind kind) {
        synchronized (counts) {
            return counts.getOrDefault(kind, 0L);
        }
    }
}
