package net.swarmstack.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What is found out about one simulation: which promise was broken first, and what happened.
final class Findings {

    private final Tally tally;
    private final boolean tells;
    private final LongSupplier now;
    private final List<String> story = new ArrayList<>();
    private Optional<Broken> broken = Optional.empty();

    /// @param tells whether the story is kept, which takes time
    /// @param now milliseconds since the beginning
    Findings(Tally tally, boolean tells, LongSupplier now) {
        this.tally = tally;
        this.tells = tells;
        this.now = now;
    }

    /// A promise that does not hold.
    record Broken(Promise promise, String how) {

        @Override
        public String toString() {
            return promise + ": " + how;
        }
    }

    Tally tally() {
        return tally;
    }

    void happened(Fault fault) {
        tally.count(fault);
        tell(() -> "FAULT " + fault);
    }

    /// Keeps a line of the story.
    void tell(Supplier<String> line) {
        if (tells) {
            story.add("%,9d ms  %s".formatted(now.getAsLong(), line.get()));
        }
    }

    void breaks(Promise promise, Supplier<String> how) {
        if (broken.isEmpty()) {
            broken = Optional.of(new Broken(promise, how.get()));
            tell(() -> "BROKEN " + broken.get());
        }
    }

    void unless(boolean holds, Promise promise, Supplier<String> how) {
        if (!holds) {
            breaks(promise, how);
        }
    }

    Optional<Broken> broken() {
        return broken;
    }

    List<String> story() {
        return List.copyOf(story);
    }
}
