package net.swarmstack.simulator;

import net.swarmstack.simulator.Simulation.Outcome;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/// Tries many seeds until one fails, on two threads: one begins with those that are also tried on
/// SQLite, whose writer wants a thread too, the other with the rest.
final class Campaign {

    private final Trials trials;
    private final Deque<Long> seeds;

    Campaign(Trials trials, LongStream seeds) {
        this.trials = trials;
        Comparator<Long> onSqliteFirst = Comparator.comparing(seed -> !Trials.isOnSqlite(seed));
        this.seeds =
                new ConcurrentLinkedDeque<>(
                        seeds.boxed()
                                .sorted(onSqliteFirst.thenComparing(Comparator.naturalOrder()))
                                .toList());
    }

    /// What came of the seeds.
    ///
    /// @param failed one that did not hold
    /// @param events how many each had, in order
    record Result(Optional<Long> failed, List<Integer> events, Tally tally) {

        /// How many events half of the seeds have at least.
        int medianEvents() {
            return events.get(events.size() / 2);
        }
    }

    Result run() throws InterruptedException {
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            Future<Result> first = executor.submit(() -> work(seeds::pollFirst));
            Future<Result> last = executor.submit(() -> work(seeds::pollLast));
            return together(List.of(first.get(), last.get()));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private Result work(Supplier<@Nullable Long> source) {
        var tally = new Tally();
        var events = new ArrayList<Integer>();
        for (Long seed = source.get(); seed != null; seed = source.get()) {
            Outcome outcome = trials.run(Scenario.of(seed), tally, false);
            events.add(outcome.events());
            if (outcome.broken().isPresent()) {
                seeds.clear();
                return new Result(Optional.of(seed), events, tally);
            }
        }
        return new Result(Optional.empty(), events, tally);
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
