package net.swarmstack.registry;

import net.swarmstack.catalog.Root;

import java.util.Locale;

/// What is verified of a registry; each is told by its name.
enum Check {
    /// The tables, columns and indexes are those that this version makes.
    SCHEMA("as this version makes it"),
    /// What a row refers to is there.
    KEYS("all rows that are referred to are there"),
    /// No run without events, no events without a run.
    RUNS("each with its events"),
    /// No event was changed, dropped, inserted or moved.
    HISTORY("verified, of %d runs"),
    /// The attempts of a step are numbered 1, 2, 3, and one ends before the next starts.
    ATTEMPTS("of each step one after another"),
    /// A step succeeds once.
    SUCCESSES("of each step at most one"),
    /// The engine takes every event where it stands.
    REPLAY("each event follows from those before it"),
    /// The rows that people see are what the events give.
    ROWS("as the histories give them"),
    /// A final run has an end, and no step of it is open.
    ENDS("what has ended has no open step"),
    /// Who executes a run is known.
    OWNERS("known"),
    /// Every large value that is referred to is there, with its digest and size.
    BLOBS("all that are referred to are whole");

    private final String whenWell;

    Check(String whenWell) {
        this.whenWell = whenWell;
    }

    /// @param runs how many there are
    Verdict verdict(long count, String first, long runs) {
        String name = name().toLowerCase(Locale.ROOT);
        if (count == 0) {
            return new Verdict(name, whenWell.formatted(runs), 0, "");
        }
        return new Verdict(
                name, count == 1 ? first : count + " found, the first: " + first, count, remedy());
    }

    private String remedy() {
        return switch (this) {
            case BLOBS -> "Put the files back from a copy of blobs/";
            case SCHEMA, KEYS, RUNS, HISTORY, ATTEMPTS, SUCCESSES, REPLAY, ROWS, ENDS, OWNERS ->
                    Root.RESTORE;
        };
    }
}
