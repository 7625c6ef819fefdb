package net.swarmstack.simulator;

import net.swarmstack.engine.History;
import net.swarmstack.engine.RunQueue;
import net.swarmstack.engine.Transition;
import net.swarmstack.model.Artifact;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import tools.jackson.databind.JsonNode;

import java.io.InputStream;
import java.util.List;

/// What one process sees of the store: all its calls, and what goes wrong with them.
final class FaultyStore implements History, RunQueue {

    private final Store.Seat seat;
    private final Owner owner;
    private final World world;
    private final DiskSpace space;
    private final Chance chance;
    private boolean failed;

    FaultyStore(Store.Seat seat, Owner owner, World world, DiskSpace space) {
        this.seat = seat;
        this.owner = owner;
        this.world = world;
        this.space = space;
        this.chance = world.chance("store of " + owner);
    }

    @Override
    public void append(RunId run, List<Transition> transitions) {
        write(
                run,
                transitions,
                () -> {
                    seat.history().append(run, transitions);
                    owner.machine().holds(owner, run);
                });
    }

    @Override
    public void enqueue(RunId run, List<Transition> first) {
        write(run, first, () -> seat.history().enqueue(run, first));
    }

    private void write(RunId run, List<Transition> transitions, Runnable write) {
        refuseWrites();
        refuse(Fault.APPEND_FULL, Code.DISK_FULL);
        refuse(Fault.APPEND_BUSY, Code.BUSY);
        fail(Fault.APPEND_FAILED);
        crash(Fault.CRASH_BEFORE_APPEND);
        boolean isTorn = happens(Fault.CRASH_WITHIN_APPEND);
        if (!isTorn || chance.of(0.5)) {
            writeWhole(run, transitions, write);
        }
        if (isTorn) {
            owner.crash();
        }
        fail(Fault.APPEND_UNKNOWN);
        crash(Fault.CRASH_AFTER_APPEND);
        crashInRecovery();
    }

    private void writeWhole(RunId run, List<Transition> transitions, Runnable write) {
        try {
            write.run();
        } catch (SwarmException e) {
            if (e.code() == Code.NOT_OWNER) {
                world.findings().tally().count(Tally.Sight.APPEND_FENCED);
                world.findings().tell(() -> owner + " is fenced: " + run);
            }
            throw e;
        }
        world.ledger().durable(run, transitions);
    }

    @Override
    public List<RecordedEvent> events(RunId run) {
        refuseReads();
        crashInRecovery();
        return seat.history().events(run);
    }

    @Override
    public boolean claim(RunId run) {
        refuseWrites();
        refuse(Fault.CLAIM_BUSY, Code.BUSY);
        crashInRecovery();
        boolean isLiving = owner.machine().isHeldByAnother(run, owner);
        boolean isClaimed = seat.queue().claim(run);
        world.findings()
                .unless(
                        !(isClaimed && isLiving),
                        Promise.RUN_IS_NOT_TAKEN_FROM_A_LIVING_OWNER,
                        () -> owner + " takes " + run);
        if (isClaimed) {
            owner.machine().holds(owner, run);
            fail(Fault.CLAIM_UNKNOWN);
        }
        crashInRecovery();
        return isClaimed;
    }

    @Override
    public void release(RunId run) {
        refuseWrites();
        refuse(Fault.CLAIM_BUSY, Code.BUSY);
        crashInRecovery();
        seat.queue().release(run);
        owner.machine().isReleased(run);
    }

    @Override
    public List<RunId> unowned(int most) {
        refuseReads();
        return seat.queue().unowned(most);
    }

    @Override
    public Payload keep(JsonNode value) {
        refuseWrites();
        refuse(Fault.KEEP_REFUSED, chance.of(0.5) ? Code.BUSY : Code.DISK_FULL);
        Payload kept = seat.history().keep(value);
        if (kept instanceof Payload.Stored) {
            world.findings().tally().count(Tally.Sight.LARGE_VALUE_KEPT);
        }
        return kept;
    }

    @Override
    public Artifact keepFile(String name, InputStream content) {
        refuseWrites();
        return seat.history().keepFile(name, content);
    }

    @Override
    public JsonNode load(Payload payload) {
        owner.refuseIfDead();
        return seat.history().load(payload);
    }

    private void refuseReads() {
        owner.refuseIfDead();
        refuse(Fault.READ_BUSY, Code.BUSY);
    }

    private void refuseWrites() {
        owner.refuseIfDead();
        if (failed) {
            throw refusal(Code.STORE_FAILED);
        }
        if (space.isFull()) {
            throw refusal(Code.DISK_FULL);
        }
    }

    private void refuse(Fault fault, Code code) {
        if (happens(fault)) {
            throw refusal(code);
        }
    }

    /// As after an I/O error: nothing is written any more, and the process ends.
    private void fail(Fault fault) {
        if (happens(fault)) {
            failed = true;
            world.scheduler().after(chance.between(0, 500), owner::die);
            throw refusal(Code.STORE_FAILED);
        }
    }

    private void crash(Fault fault) {
        if (happens(fault)) {
            owner.crash();
        }
    }

    private void crashInRecovery() {
        if (owner.isRecovering()) {
            crash(Fault.CRASH_IN_RECOVERY);
        }
    }

    private boolean happens(Fault fault) {
        return world.faults().happens(fault);
    }

    private static SwarmException refusal(Code code) {
        return new SwarmException(code, "simulated: " + code);
    }
}
