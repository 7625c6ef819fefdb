package net.swarmstack.registry;

import net.swarmstack.catalog.Root;

import java.util.Locale;

/// What is verified of a registry; each is told by its name.
enum Check {
    /// The tables, columns and indexes are those that this version makes.
    SCHEMA("as this version makes it"),
    /// What a row refers to is there.
    KEYS("every row that is referred to is there"),
    /// No run without events, no events without a run.
    RUNS("each with its events"),
    /// No event was changed, dropped, inserted or moved.
    HISTORY("verified"),
    /// The attempts of a step are numbered 1, 2, 3, and one ends before the next starts.
    ATTEMPTS("one after another"),
    /// A step succeeds once.
    SUCCESSES("at most one of a step"),
    /// The engine takes every event where it stands.
    REPLAY("every event follows from those before it"),
    /// The rows that people see are what the events give.
    ROWS("as the histories give them"),
    /// A final run has an end, and no step of it is open.
    ENDS("final runs have ended, with all their steps"),
    /// The owner of an open run is one that is known.
    OWNERS("open runs belong to one that is known, or to nobody"),
    /// Every large value that is referred to is there, with its digest and size.
    BLOBS("every one that is referred to is whole");

    private final String whenWell;

    Check(String whenWell) {
        this.whenWell = whenWell;
    }

    /// @param runs how many there are
    Verdict verdict(long count, String first, long runs) {
        String name = name().toLowerCase(Locale.ROOT);
        if (count == 0) {
            return new Verdict(
                    name, whenWell + (isOfRuns() ? ", of " + runs + " runs" : ""), 0, "");
        }
        return new Verdict(
                name, count == 1 ? first : count + " found, the first: " + first, count, remedy());
    }

    private boolean isOfRuns() {
        return switch (this) {
            case SCHEMA, KEYS, OWNERS, BLOBS -> false;
            case RUNS, HISTORY, ATTEMPTS, SUCCESSES, REPLAY, ROWS, ENDS -> true;
        };
    }

    private String remedy() {
        return switch (this) {
            case BLOBS -> "Put the files back from a copy of blobs/";
            case SCHEMA, KEYS, RUNS, HISTORY, ATTEMPTS, SUCCESSES, REPLAY, ROWS, ENDS, OWNERS ->
                    Root.RESTORE;
        };
    }
}
