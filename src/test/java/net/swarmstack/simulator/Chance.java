package net.swarmstack.simulator;

import java.util.List;
import java.util.SplittableRandom;

/// Randomness of a seed for one kind of thing, so that what is drawn for another does not change
/// it. The same on every JVM.
final class Chance {

    private final SplittableRandom random;

    Chance(long seed, String of) {
        this.random = new SplittableRandom(seed * 31 + of.hashCode());
    }

    boolean of(double chance) {
        return random.nextDouble() < chance;
    }

    /// From nothing up to, but not including.
    int below(int bound) {
        return random.nextInt(bound);
    }

    /// Both included.
    long between(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /// For what wants a generator.
    SplittableRandom generator() {
        return random;
    }
}
