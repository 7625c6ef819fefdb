package net.swarmstack.engine.core;

import java.util.List;
import java.util.stream.LongStream;

/// Many runs to try a property with: so many workflows, each in so many orders.
final class RandomRuns {

    private final List<RandomRun> workflows;
    private final int orders;

    /// Something that holds of every run.
    @FunctionalInterface
    interface Property {

        /// @param order the seed of the order in which things happen
        void check(RandomRun run, long order);
    }

    RandomRuns(int workflows, int orders) {
        this.workflows =
                LongStream.range(0, workflows)
                        .mapToObj(seed -> RandomRun.of(seed, RandomRun.MAX_STEPS))
                        .toList();
        this.orders = orders;
    }

    /// @throws AssertionError where the property does not hold of a run, with its seeds
    void hold(Property property) {
        for (int seed = 0; seed < workflows.size(); seed++) {
            for (long order = 0; order < orders; order++) {
                try {
                    property.check(workflows.get(seed), seed + order * 1_000_000);
                } catch (AssertionError | RuntimeException e) {
                    throw smallest(property, seed, e);
                }
            }
        }
    }

    /// The same seed with as few steps as the property still does not hold with.
    private AssertionError smallest(Property property, long seed, Throwable otherwise) {
        for (int steps = 1; steps < RandomRun.MAX_STEPS; steps++) {
            RandomRun run = RandomRun.of(seed, steps);
            for (long order = 0; order < orders; order++) {
                try {
                    property.check(run, seed + order * 1_000_000);
                } catch (AssertionError | RuntimeException e) {
                    return new AssertionError(
                            "seed %d with at most %d steps, order %d:%n%s%s"
                                    .formatted(seed, steps, order, run.text(), run.fates()),
                            e);
                }
            }
        }
        return new AssertionError("seed " + seed, otherwise);
    }
}
