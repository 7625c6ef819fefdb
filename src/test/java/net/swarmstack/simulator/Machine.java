package net.swarmstack.simulator;

import net.swarmstack.engine.core.RunState;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The machine that the processes are on. Where one is gone, another takes its place after a while,
/// and those that live look for runs that nobody executes.
final class Machine {

    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final World world;
    private final Store store;
    private final DiskSpace space;
    private final Sandboxes sandboxes;
    private final Chance chance;
    private final List<Owner> owners = new ArrayList<>();
    private final Map<RunId, Owner> holders = new HashMap<>();

    Machine(World world, Store store, DiskSpace space, Sandboxes sandboxes) {
        this.world = world;
        this.store = store;
        this.space = space;
        this.sandboxes = sandboxes;
        this.chance = world.chance("machine");
        world.ledger().watch(run -> release(run.id(), run.state()));
    }

    Sandboxes sandboxes() {
        return sandboxes;
    }

    /// Every process that there was.
    List<Owner> owners() {
        return owners;
    }

    /// A process begins.
    void start() {
        var owner = new Owner(owners.size() + 1, world, this, store, space);
        owners.add(owner);
        world.findings().tell(() -> owner + " begins");
        if (chance.of(0.5)) {
            world.scheduler().after(chance.between(0, 2_000), owner, () -> sandboxes.sweep(owner));
        }
        world.scheduler().after(chance.between(0, 2_000), owner, owner::look);
    }

    /// A process is gone, or is taken to be.
    void isGone() {
        lookForRuns();
        world.scheduler().after(chance.between(1, 10_000), this::startWhereOneIsMissing);
    }

    /// Those that live look for runs that nobody executes, soon.
    void lookForRuns() {
        for (Owner owner : living()) {
            world.scheduler().after(chance.between(1, 5_000), owner, owner::look);
        }
    }

    private void startWhereOneIsMissing() {
        if (living().size() < world.scenario().processes()) {
            start();
        }
    }

    /// The processes that live, and that everybody knows to.
    List<Owner> living() {
        return owners.stream().filter(Owner::isLeased).toList();
    }

    /// The process that a run is executed by, where one that lives does.
    Optional<Owner> ownerOf(RunId run) {
        return store.livingOwner(run)
                .flatMap(epoch ->
                        owners.stream().filter(owner -> owner.epoch() == epoch).findFirst());
    }

    /// What may happen at any moment.
    void disturb() {
        if (world.faults().happens(Fault.POWER_LOSS)) {
            List.copyOf(owners).forEach(Owner::die);
            sandboxes.vanish();
        }
        if (world.faults().happens(Fault.CLOCK_FORWARD)) {
            world.scheduler().putForward(Duration.ofMillis(chance.between(1, HOUR)));
        }
        if (world.faults().happens(Fault.CLOCK_BACK)) {
            world.scheduler().putForward(Duration.ofMillis(-chance.between(1, HOUR)));
        }
    }

    /// Nothing goes wrong from now on.
    void calm() {
        space.makeRoom();
        startWhereOneIsMissing();
    }

    /// A process has claimed a run, or written to it.
    void holds(Owner owner, RunId run) {
        holders.put(run, owner);
    }

    /// Its process has given it back.
    void isReleased(RunId run) {
        holders.remove(run);
    }

    private void release(RunId run, RunState state) {
        if (state.over() || state.status() == RunStatus.WAITING) {
            isReleased(run);
        }
    }

    /// Whether another process has the run and lives.
    boolean isHeldByAnother(RunId run, Owner owner) {
        return Optional.ofNullable(holders.get(run))
                .filter(holder -> holder != owner && holder.isLeased())
                .isPresent();
    }
}
