package net.swarmstack.simulator;

import net.swarmstack.simulator.Findings.Broken;

import java.util.List;
import java.util.Optional;

/// One seed, from the first thing that somebody wants to the moment when nothing is left to be
/// done. All on the calling thread.
final class Simulation {

    private static final int MOST_STEPS = 200_000;

    private final World world;
    private final Machine machine;
    private final Users users;
    private final Judges judges;
    private final DiskSpace space;
    private final Chance chance;
    private int eventsSeen = -1;

    private Simulation(World world, Workflows workflows, Store store) {
        this.world = world;
        this.space = new DiskSpace(world);
        this.machine = new Machine(world, store, space, new Sandboxes(world));
        var requests = new Requests(world, machine);
        this.users = new Users(world, machine, requests, workflows);
        this.judges = new Judges(world, requests);
        this.chance = world.chance("simulation");
    }

    /// What came of a seed.
    ///
    /// @param runs in the order they came to be
    /// @param events how many are in their histories
    /// @param story what happened, where it was to be kept
    record Outcome(Optional<Broken> broken, List<RunRecord> runs, int events, List<String> story) {

        Outcome with(Optional<Broken> other) {
            return new Outcome(other, runs, events, story);
        }

        /// How each run ended, and the hash of its history.
        List<String> histories(Store store) {
            return runs.stream()
                    .map(run -> run.id() + " " + run.state().status() + " " + store.tip(run.id()))
                    .toList();
        }
    }

    /// @param tally counts what occurs
    /// @param tells whether the story is kept
    static Outcome run(
            Scenario scenario, Workflows workflows, Store store, Tally tally, boolean tells) {
        var scheduler = new Scheduler(new Chance(scenario.seed(), "order"));
        var findings = new Findings(tally, tells, scheduler::now);
        var world =
                new World(
                        scenario,
                        scheduler,
                        new Faults(scenario, findings),
                        findings,
                        new Ledger(workflows, findings));
        new Simulation(world, workflows, store).run();
        Ledger ledger = world.ledger();
        return new Outcome(
                findings.broken(), List.copyOf(ledger.runs()), ledger.events(), findings.story());
    }

    private void run() {
        for (int process = 0; process < world.scenario().processes(); process++) {
            machine.start();
        }
        users.begin();
        long calmAt = chance.between(30_000, 300_000);
        int steps = 0;
        while (isFine() && world.scheduler().now() < calmAt && world.scheduler().runNext()) {
            machine.disturb();
            steps++;
        }
        boolean isDecided = chance.of(0.7);
        calm(isDecided);
        while (isFine() && steps < MOST_STEPS && (world.scheduler().runNext() || looksAgain())) {
            steps++;
        }
        int done = steps;
        world.findings()
                .unless(done < MOST_STEPS, Promise.EVERY_RUN_ENDS, () -> done + " steps, no end");
        if (isFine()) {
            new Closing(world, machine, isDecided).check();
        }
    }

    private boolean isFine() {
        return world.findings().broken().isEmpty();
    }

    private void calm(boolean isDecided) {
        world.findings().tell(() -> "nothing goes wrong from now on");
        world.faults().end();
        machine.calm();
        if (isDecided) {
            world.ledger().runs().forEach(judges::decide);
        }
    }

    /// Where nothing is left to be done, the processes look once more for runs that nobody
    /// executes.
    ///
    /// @return whether something has happened since they did
    private boolean looksAgain() {
        int events = world.ledger().events();
        boolean isNew = events > eventsSeen;
        eventsSeen = events;
        machine.lookForRuns();
        return isNew;
    }
}
