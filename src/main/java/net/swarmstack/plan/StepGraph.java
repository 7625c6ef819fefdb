package net.swarmstack.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Which step waits for which, by their places in the file. Everything here takes time in
/// proportion to steps and edges, without recursion: workflows have up to 10,000 steps in a row.
final class StepGraph {

    private final List<TreeSet<Integer>> needs = new ArrayList<>();
    private final List<List<Integer>> dependents = new ArrayList<>();

    StepGraph(int steps) {
        for (int step = 0; step < steps; step++) {
            needs.add(new TreeSet<>());
            dependents.add(new ArrayList<>());
        }
    }

    /// Makes a step wait for another, and tells whether it did not before.
    boolean add(int step, int needed) {
        boolean isNew = needs.get(step).add(needed);
        if (isNew) {
            dependents.get(needed).add(step);
        }
        return isNew;
    }

    /// What a step waits for, in order.
    List<Integer> needs(int step) {
        return List.copyOf(needs.get(step));
    }

    /// What waits for a step, in order.
    List<Integer> dependents(int step) {
        return dependents.get(step).stream().sorted().toList();
    }

    /// Cycles that have no step in common, each as a path in which every step needs the next and
    /// the last needs the first; beginning with its first step in the file. None where the steps
    /// can be put in order.
    ///
    /// @param limit how many are looked for
    List<List<Integer>> cycles(int limit) {
        int[] open = needs.stream().mapToInt(TreeSet::size).toArray();
        boolean[] gone = new boolean[open.length];
        Deque<Integer> free = new ArrayDeque<>();
        for (int step = 0; step < open.length; step++) {
            if (open[step] == 0) {
                free.add(step);
            }
        }
        List<List<Integer>> cycles = new ArrayList<>();
        release(free, open, gone);
        for (int step = 0; step < open.length && cycles.size() < limit; step++) {
            while (!gone[step] && cycles.size() < limit) {
                List<Integer> cycle = cycleFrom(step, gone);
                cycles.add(cycle);
                free.addAll(cycle);
                release(free, open, gone);
            }
        }
        return cycles;
    }

    /// Takes free steps away, and those that wait for nothing else.
    private void release(Deque<Integer> free, int[] open, boolean[] gone) {
        while (!free.isEmpty()) {
            int step = free.remove();
            if (gone[step]) {
                continue;
            }
            gone[step] = true;
            for (int dependent : dependents.get(step)) {
                open[dependent]--;
                if (open[dependent] == 0) {
                    free.add(dependent);
                }
            }
        }
    }

    /// Goes from need to need until a step comes again: each that is left needs another that is.
    private List<Integer> cycleFrom(int start, boolean[] gone) {
        Map<Integer, Integer> placeOnPath = new HashMap<>();
        List<Integer> path = new ArrayList<>();
        int step = start;
        while (placeOnPath.putIfAbsent(step, path.size()) == null) {
            path.add(step);
            step =
                    needs.get(step).stream()
                            .filter(need -> !gone[need])
                            .findFirst()
                            .orElseThrow(() -> new IllegalStateException("a step without needs"));
        }
        List<Integer> cycle = path.subList(placeOnPath.get(step), path.size());
        List<Integer> rotated = new ArrayList<>(cycle);
        java.util.Collections.rotate(
                rotated, -cycle.indexOf(cycle.stream().min(Integer::compare).orElseThrow()));
        return rotated;
    }
}
