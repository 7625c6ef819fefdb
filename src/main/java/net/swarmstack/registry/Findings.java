package net.swarmstack.registry;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What the checks found so far: of each the first in words, and how many there are.
final class Findings {

    private final Map<Check, String> first = new EnumMap<>(Check.class);
    private final Map<Check, Long> counts = new EnumMap<>(Check.class);

    /// @param what with its place, as in `run 0198…, step a, column status: …`
    void add(Check check, String what) {
        add(check, what, 1);
    }

    private void add(Check check, String what, long count) {
        first.putIfAbsent(check, what);
        counts.merge(check, count, Long::sum);
    }

    /// Takes over what was found elsewhere.
    void addAll(Findings others) {
        others.first.forEach((check, what) -> add(check, what, others.count(check)));
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    /// Whether one of the checks found something.
    boolean has(Check... checks) {
        return Stream.of(checks).anyMatch(counts::containsKey);
    }

    private long count(Check check) {
        return counts.getOrDefault(check, 0L);
    }

    /// Of every check, in their order.
    ///
    /// @param runs how many were verified
    List<Verdict> verdicts(long runs) {
        return Stream.of(Check.values())
                .map(check -> check.verdict(count(check), first.getOrDefault(check, ""), runs))
                .toList();
    }
}
