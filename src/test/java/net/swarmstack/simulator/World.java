package net.swarmstack.simulator;

/// What everything in a simulation has in common.
record World(
        Scenario scenario, Scheduler scheduler, Faults faults, Findings findings, Ledger ledger) {

    /// Randomness for one kind of thing.
    Chance chance(String of) {
        return new Chance(scenario.seed(), of);
    }
}
