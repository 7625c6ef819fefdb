package net.swarmstack.simulator;

import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Finds how little of a scenario is needed for it to fail.
final class Shrinker {

    private static final int MOST_FAULTS_TRIED = 60;

    private final Predicate<Scenario> fails;

    Shrinker(Predicate<Scenario> fails) {
        this.fails = fails;
    }

    /// A scenario that fails and would not with any one thing less.
    ///
    /// @param failing one that fails
    Scenario smallest(Scenario failing) {
        Scenario before = failing;
        Scenario smaller = smallerOnce(failing);
        while (!smaller.equals(before)) {
            before = smaller;
            smaller = smallerOnce(smaller);
        }
        return smaller;
    }

    private Scenario smallerOnce(Scenario failing) {
        Scenario smallest = failing;
        for (Fault fault : Fault.values()) {
            if (smallest.faults().contains(fault)) {
                smallest = orElse(smallest, scenario -> scenario.without(fault));
            }
        }
        smallest = first(smallest, 1, smallest.processes(), Scenario::withProcesses);
        smallest = first(smallest, 1, smallest.runs(), Scenario::withRuns);
        int faults = Math.min(MOST_FAULTS_TRIED, smallest.mostFaults());
        return first(smallest, 0, faults, Scenario::withMostFaults);
    }

    private Scenario orElse(Scenario failing, UnaryOperator<Scenario> less) {
        Scenario smaller = less.apply(failing);
        return fails.test(smaller) ? smaller : failing;
    }

    /// With the least number that it still fails with.
    private Scenario first(Scenario failing, int least, int now, Number number) {
        Stream<Scenario> smaller =
                IntStream.range(least, now).mapToObj(less -> number.of(failing, less));
        return smaller.filter(fails).findFirst().orElse(failing);
    }

    /// Makes a scenario with so many of something.
    @FunctionalInterface
    private interface Number {
        Scenario of(Scenario scenario, int number);
    }
}
