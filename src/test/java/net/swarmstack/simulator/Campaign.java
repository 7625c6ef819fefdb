package net.swarmstack.simulator;

import net.swarmstack.simulator.Simulation.Outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/// Tries many seeds, on several threads, until one fails.
final class Campaign {

    private final Trials trials;
    private final List<Long> seeds;
    private final AtomicLong next = new AtomicLong();

    /// @param seeds in the order to try them
    Campaign(Trials trials, LongStream seeds) {
        this.trials = trials;
        this.seeds = seeds.boxed().toList();
    }

    /// What came of the seeds.
    ///
    /// @param failed the first that did not hold
    /// @param events how many each had, in order
    record Result(Optional<Long> failed, List<Integer> events, Tally tally) {

        /// How many events half of the seeds have at least.
        int medianEvents() {
            return events.get(events.size() / 2);
        }
    }

    Result run(int threads) throws InterruptedException {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            var workers = new ArrayList<Future<Result>>();
            for (int thread = 0; thread < threads; thread++) {
                workers.add(executor.submit(this::work));
            }
            var results = new ArrayList<Result>();
            for (Future<Result> worker : workers) {
                results.add(worker.get());
            }
            return together(results);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private Result work() {
        var tally = new Tally();
        var events = new ArrayList<Integer>();
        while (true) {
            int index = (int) next.getAndIncrement();
            if (index >= seeds.size()) {
                return new Result(Optional.empty(), events, tally);
            }
            Outcome outcome = trials.run(Scenario.of(seeds.get(index)), tally, false);
            events.add(outcome.events());
            if (outcome.broken().isPresent()) {
                next.set(seeds.size());
                return new Result(Optional.of(seeds.get(index)), events, tally);
            }
        }
    }

    private static Result together(List<Result> results) {
        var tally = new Tally();
        results.forEach(result -> tally.add(result.tally));
        return new Result(
                results.stream().flatMap(result -> result.failed.stream()).sorted().findFirst(),
                results.stream().flatMap(result -> result.events.stream()).sorted().toList(),
                tally);
    }
}
