package net.swarmstack.simulator;

import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/// What a seed draws before anything happens; or less of it, to find what a failure needs.
///
/// @param faults what may go wrong
/// @param mostFaults how often at most in all
/// @param processes how many execute runs at once
/// @param runs how many are asked for at the beginning
record Scenario(long seed, Set<Fault> faults, int mostFaults, int processes, int runs) {

    private static final int MOST_PROCESSES = 3;

    Scenario {
        faults = Set.copyOf(faults);
    }

    static Scenario of(long seed) {
        var random = new SplittableRandom(seed);
        double share = random.nextInt(12) == 0 ? 0 : random.nextDouble(0.1, 0.6);
        var faults = EnumSet.noneOf(Fault.class);
        for (Fault fault : Fault.values()) {
            if (random.nextDouble() < share) {
                faults.add(fault);
            }
        }
        return new Scenario(
                seed,
                faults,
                Integer.MAX_VALUE,
                1 + random.nextInt(MOST_PROCESSES),
                2 + random.nextInt(6));
    }

    Scenario without(Fault fault) {
        var fewer = EnumSet.noneOf(Fault.class);
        fewer.addAll(faults);
        fewer.remove(fault);
        return new Scenario(seed, fewer, mostFaults, processes, runs);
    }

    Scenario withMostFaults(int most) {
        return new Scenario(seed, faults, most, processes, runs);
    }

    Scenario withProcesses(int number) {
        return new Scenario(seed, faults, mostFaults, number, runs);
    }

    Scenario withRuns(int number) {
        return new Scenario(seed, faults, mostFaults, processes, number);
    }
}
