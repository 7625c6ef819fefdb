package net.swarmstack.engine;

import net.swarmstack.model.IdSource;
import net.swarmstack.model.Uuid7;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// Ids from a clock and a source of randomness. Thread-safe where both are.
public final class UuidV7Source implements IdSource {

    private final InstantSource clock;
    private final RandomGenerator random;

    public UuidV7Source(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public String next() {
        return Uuid7.of(clock.millis(), random.nextLong(), random.nextLong());
    }
}
