package net.swarmstack.simulator;

import net.swarmstack.simulator.Simulation.Outcome;

import java.util.List;
import java.util.Optional;

/// Tells a person of a seed that failed, and of how little is needed for it.
final class Report {

    private final Trials trials;

    Report(Trials trials) {
        this.trials = trials;
    }

    /// What promise was broken, the faults that are needed for it, and how to see all of it.
    String of(long seed) {
        Outcome first = outcome(Scenario.of(seed));
        Scenario smallest = smallest(seed, first);
        Outcome least = outcome(smallest);
        return """
        seed %d: %s
        shrunk to %d processes and %d runs: %s
        what went wrong in it:
        %s
        all that happened in it: mvn -Dtest=SimulatorTest -Dsimulator.seed=%d test
        add the seed to src/test/resources/net/swarmstack/simulator/seeds.txt\
        """
                .formatted(
                        seed,
                        shown(first),
                        smallest.processes(),
                        smallest.runs(),
                        shown(least),
                        String.join("\n", faults(least.story())),
                        seed);
    }

    /// All that happens in a seed; where it fails, in the smallest part of it that does.
    List<String> story(long seed) {
        Outcome first = outcome(Scenario.of(seed));
        return first.broken().isEmpty() ? first.story() : outcome(smallest(seed, first)).story();
    }

    private Scenario smallest(long seed, Outcome first) {
        return new Shrinker(scenario -> promise(outcome(scenario)).equals(promise(first)))
                .smallest(Scenario.of(seed));
    }

    private static Optional<Promise> promise(Outcome outcome) {
        return outcome.broken().map(Findings.Broken::promise);
    }

    private Outcome outcome(Scenario scenario) {
        return trials.run(scenario, new Tally(), true);
    }

    private static String shown(Outcome outcome) {
        return outcome.broken().map(Findings.Broken::toString).orElse("nothing is broken");
    }

    private static List<String> faults(List<String> story) {
        return story.stream().filter(line -> line.contains("  FAULT ")).toList();
    }
}
