package net.swarmstack.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/// Every promise, under whatever may go wrong. `-Dsimulator.seed=N` tells all that happens in one
/// seed, shrunk where it fails; `-Dsimulator.seeds=N` tries so many.
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class SimulatorTest {

    private static final long SEEDS = 20_000;
    private static final int LEAST_MEDIAN = 200;

    @TempDir(factory = MemoryFolder.class)
    private Path folder;

    private Trials trials;

    @BeforeEach
    void prepare() {
        trials = new Trials(folder);
    }

    @Test
    void everyPromiseHoldsWhateverGoesWrong() throws InterruptedException {
        Optional<Long> asked = Optional.ofNullable(Long.getLong("simulator.seed"));
        long seeds = Long.getLong("simulator.seeds", SEEDS);
        LongStream tried = asked.map(LongStream::of).orElse(LongStream.range(0, seeds));
        long begun = System.nanoTime();

        Campaign.Result result = new Campaign(trials, tried).run();

        asked.ifPresent(seed -> new Report(trials).story(seed).forEach(System.out::println));
        assertThat(result.failed().map(new Report(trials)::of)).isEmpty();
        if (asked.isPresent()) {
            return;
        }
        System.out.printf(
                "%,d seeds in %d s, a median of %d events%n%s",
                result.events().size(),
                Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                result.medianEvents(),
                result.tally().table());
        assertThat(result.medianEvents()).isGreaterThanOrEqualTo(LEAST_MEDIAN);
        assertThat(result.tally().missing()).as("what never occurred").isEmpty();
    }

    @Test
    void seedsThatFailedOnceHold() throws Exception {
        String[] lines;
        try (var in = SimulatorTest.class.getResourceAsStream("seeds.txt")) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n");
        }
        LongStream seeds =
                Arrays.stream(lines)
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(seed -> !seed.isEmpty())
                        .mapToLong(Long::parseLong);

        Campaign.Result result = new Campaign(trials, seeds).run();

        assertThat(result.failed().map(new Report(trials)::of)).isEmpty();
    }

    @Test
    void seedGivesTheSameHistoryEachTime() {
        for (long seed = 1; seed <= 10; seed++) {
            assertThat(histories(seed)).isNotEmpty().isEqualTo(histories(seed));
        }
    }

    private List<String> histories(long seed) {
        var store = new MemoryStore();
        return Simulation.run(Scenario.of(seed), new Workflows(), store, new Tally(), false)
                .histories(store);
    }
}
