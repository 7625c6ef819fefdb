package net.swarmstack.simulator;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// Decides what goes wrong, until nothing does any more.
final class Faults {

    private final Findings findings;
    private final Set<Fault> on = EnumSet.noneOf(Fault.class);
    private final Map<Fault, Chance> chances = new EnumMap<>(Fault.class);
    private int left;

    Faults(Scenario scenario, Findings findings) {
        this.findings = findings;
        this.left = scenario.mostFaults();
        on.addAll(scenario.faults());
        on.forEach(fault -> chances.put(fault, new Chance(scenario.seed(), fault.name())));
    }

    /// Whether it goes wrong this time.
    boolean happens(Fault fault) {
        Chance chance = chances.get(fault);
        if (chance == null || left == 0 || !chance.of(fault.chance)) {
            return false;
        }
        left--;
        findings.happened(fault);
        return true;
    }

    /// From now on nothing goes wrong.
    void end() {
        left = 0;
    }
}
