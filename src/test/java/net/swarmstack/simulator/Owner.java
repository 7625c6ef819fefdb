package net.swarmstack.simulator;

import net.swarmstack.engine.Dispatcher;
import net.swarmstack.engine.Engine;
import net.swarmstack.engine.EnginePorts;
import net.swarmstack.engine.History;
import net.swarmstack.engine.Incidents;
import net.swarmstack.engine.RunHandle;
import net.swarmstack.engine.UuidV7Source;
import net.swarmstack.engine.Wish;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/// A process that executes runs: the production engine, whose ports lead to the world. What it does
/// is cut up into what its threads do; between any two of these it may die, pause, or be taken for
/// dead.
final class Owner {

    private static final Set<Code> MAY_STOP_A_RUN = EnumSet.of(Code.NOT_OWNER, Code.STORE_FAILED);

    private final int number;
    private final World world;
    private final Machine machine;
    private final Store.Seat seat;
    private final Chance chance;
    private final Incidents incidents;
    private final FaultyStore history;
    private final Dispatcher dispatcher;
    private final Engine engine;
    private final int slots;
    private boolean running = true;
    private boolean leased = true;
    private boolean leaving;
    private boolean recovering;
    private long pausedUntil;
    private int threads;
    private int lateResults;
    private final List<Runnable> clients = new ArrayList<>();

    Owner(int number, World world, Machine machine, Store store, DiskSpace space) {
        this.number = number;
        this.world = world;
        this.machine = machine;
        this.seat = store.join(world.scheduler());
        this.chance = world.chance("owner " + number);
        this.incidents = new Incidents(line -> world.findings().tell(() -> this + ": " + line));
        this.slots = (int) chance.between(1, 8);
        this.history = new FaultyStore(seat, this, world, space);
        var timers = new VirtualTimers(this, world);
        this.engine =
                new Engine(
                        new EnginePorts(
                                history,
                                history,
                                new VirtualRunner(this, machine.sandboxes()),
                                List.of(new VirtualNotifier(this, world.faults())),
                                timers,
                                incidents),
                        world.ledger().workflows().plans(),
                        Json.object(),
                        world.scheduler(),
                        new UuidV7Source(world.scheduler(), chance.generator()),
                        threads(),
                        world.chance("jitter " + number).generator(),
                        slots);
        this.dispatcher =
                new Dispatcher(
                        history,
                        this::adopt,
                        incidents,
                        timers,
                        threads(),
                        (int) chance.between(1, 16));
    }

    Engine engine() {
        return engine;
    }

    /// What it sees of the store.
    History history() {
        return history;
    }

    World world() {
        return world;
    }

    Machine machine() {
        return machine;
    }

    /// The value of a payload.
    JsonNode load(Payload payload) {
        return seat.history().load(payload);
    }

    int slots() {
        return slots;
    }

    long epoch() {
        return seat.epoch();
    }

    boolean isRunning() {
        return running;
    }

    /// Whether it lives, and everybody knows.
    boolean isLeased() {
        return running && leased;
    }

    boolean isRecovering() {
        return recovering;
    }

    long pausedUntil() {
        return pausedUntil;
    }

    Incidents incidents() {
        return incidents;
    }

    /// A second result of an attempt is told to it.
    void toldLate() {
        lateResults++;
    }

    int lateResults() {
        return lateResults;
    }

    void refuseIfDead() {
        if (!running) {
            throw new Crash();
        }
    }

    /// Each task is a thread of its own. One that is taken for dead acts at once upon what it made
    /// durable: what it does late nobody could keep it from.
    private Executor threads() {
        return task -> {
            if (!running) {
                return;
            }
            threads++;
            Runnable thread =
                    () -> {
                        threads--;
                        task.run();
                    };
            if (!leased) {
                world.scheduler().first(this, thread);
            } else {
                boolean isLate = world.faults().happens(Fault.THREAD_LATE);
                world.scheduler()
                        .after(isLate ? chance.between(1, 5_000) : chance.below(3), this, thread);
            }
        };
    }

    /// Does what is due, unless something happens to the process before.
    void run(Runnable work) {
        if (!running) {
            return;
        }
        if (leased && world.faults().happens(Fault.CRASH)) {
            die();
            return;
        }
        if (leased && world.faults().happens(Fault.PAUSE)) {
            pausedUntil = world.scheduler().now() + chance.between(1, 60_000);
            world.scheduler().after(0, this, work);
            return;
        }
        if (leased && threads == 0 && world.faults().happens(Fault.LEASE_LOST)) {
            loseLease();
        }
        if (leased && !leaving && world.faults().happens(Fault.TOLD_TO_LEAVE)) {
            leave();
        }
        try {
            work.run();
        } catch (Crash e) {
            world.findings().tell(() -> this + " did not finish what it did");
        } catch (RuntimeException e) {
            throwsUp(e);
        }
    }

    private void loseLease() {
        leased = false;
        world.findings().tell(() -> this + " is taken for dead");
        seat.loseLease().run();
        world.scheduler().after(chance.between(1, 120_000), this::die);
        machine.isGone();
    }

    /// As `kill`, which may not wait for it to be done with that.
    private void leave() {
        world.findings().tell(() -> this + " leaves its runs");
        leaving = true;
        try {
            dispatcher.stop();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the simulator", e);
        }
        engine.abandonAll();
        world.scheduler().after(chance.below(10), this::die);
    }

    /// As `kill -9`, while it does something.
    void crash() {
        die();
        throw new Crash();
    }

    /// As `kill -9`.
    void die() {
        if (running) {
            running = false;
            world.findings().tell(() -> this + " dies");
            machine.sandboxes().orphaned(this);
            seat.leave().run();
            clients.forEach(client -> world.scheduler().after(chance.below(5), client));
            if (leased) {
                machine.isGone();
            }
        }
    }

    /// Told when it has died.
    void whenGone(Runnable client) {
        clients.add(client);
    }

    /// Takes over a run that nobody executes.
    Optional<RunHandle> adopt(RunId run, Wish wish) {
        if (leaving) {
            return Optional.empty();
        }
        recovering = true;
        try {
            Optional<RunHandle> adopted = engine.adopt(run, world.ledger().listener(), wish);
            adopted.ifPresent(handle -> {
                world.findings().tell(() -> this + " adopts " + run);
                world.findings().tally().count(Tally.Sight.RUN_ADOPTED);
                watch(handle);
            });
            return adopted;
        } finally {
            recovering = false;
        }
    }

    private Optional<RunHandle> adopt(RunId run) {
        try {
            return adopt(run, Wish.NONE);
        } catch (SwarmException e) {
            if (running && !isExpected(e)) {
                throwsUp(e);
            }
            throw e;
        }
    }

    /// There may be runs that nobody executes.
    void look() {
        dispatcher.look();
    }

    /// Sees that only what may stop a run stops it.
    void watch(RunHandle handle) {
        var _ =
                handle.end()
                        .whenComplete((_, reason) -> {
                            if (reason != null && running && !mayStopARun(reason)) {
                                throwsUp(reason);
                            }
                        });
    }

    private static boolean mayStopARun(Throwable reason) {
        return reason instanceof SwarmException refusal && MAY_STOP_A_RUN.contains(refusal.code());
    }

    /// Whether a port threw it that was told to, or the run or the process is not what it was.
    static boolean isExpected(SwarmException refusal) {
        return refusal.code() == Code.NOT_OWNER
                || String.valueOf(refusal.getMessage()).startsWith("simulated: ");
    }

    private void throwsUp(Throwable reason) {
        world.findings()
                .breaks(
                        Promise.ENGINE_NEVER_THROWS,
                        () ->
                                this
                                        + " "
                                        + reason
                                        + " at "
                                        + Arrays.stream(reason.getStackTrace()).limit(12).toList());
    }

    @Override
    public String toString() {
        return "process " + number;
    }
}
