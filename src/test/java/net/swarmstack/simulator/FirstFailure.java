package net.swarmstack.simulator;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;

/// What the simulator says of the first seed that fails, or nothing. Has a constructor that other
/// class loaders call.
public final class FirstFailure implements Callable<String> {

    /// Within so many seeds a bug is found.
    static final long SEEDS = 2_000;

    private final Path folder;

    /// @param folder where registries are made
    public FirstFailure(Path folder) {
        this.folder = folder;
    }

    @Override
    public String call() throws InterruptedException {
        var trials = new Trials(folder);
        return new Campaign(trials, LongStream.range(0, SEEDS))
                .run()
                .failed()
                .map(seed -> trials.run(Scenario.of(seed), new Tally(), false))
                .flatMap(Simulation.Outcome::broken)
                .map(Findings.Broken::toString)
                .orElse("");
    }
}
