package net.swarmstack.simulator;

import net.swarmstack.engine.Attempt;
import net.swarmstack.engine.AttemptOutcome;
import net.swarmstack.engine.Leftovers;
import net.swarmstack.engine.StopSignal;
import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunId;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The sandboxes of the machine, with the agents in them. One outlives the process that made it,
/// until it ends by itself or somebody ends it.
final class Sandboxes {

    private static final List<Failure.Type> FAILURES =
            List.of(
                    Failure.Type.ERROR,
                    Failure.Type.ERROR,
                    Failure.Type.OOM,
                    Failure.Type.TIMEOUT,
                    Failure.Type.BAD_OUTPUT,
                    Failure.Type.OUTPUT_TOO_LARGE);

    private final World world;
    private final Chance chance;
    private final double trouble;
    private final Map<String, Sandbox> open = new LinkedHashMap<>();
    private long results;

    Sandboxes(World world) {
        this.world = world;
        this.chance = world.chance("sandboxes");
        this.trouble = chance.any(List.of(0.0, 0.03, 0.1, 0.25));
    }

    /// One that is there.
    ///
    /// @param lasts how long it would by itself, in milliseconds
    private record Sandbox(
            Owner owner, Attempt attempt, Consumer<AttemptOutcome> ended, long lasts) {

        String id() {
            return attempt.sandboxId();
        }
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /// Makes one, which ends after a while.
    void open(Owner owner, Attempt attempt, StopSignal stop, Consumer<AttemptOutcome> ended) {
        check(owner, attempt);
        world.ledger().starts(attempt, owner::load);
        long timeout = attempt.timeout().toMillis();
        var sandbox = new Sandbox(owner, attempt, ended, Math.min(timeout, duration()));
        open.put(sandbox.id(), sandbox);
        world.findings().tell(() -> owner + " opens " + attempt.sandboxId());
        world.scheduler().after(sandbox.lasts, () -> endByItself(sandbox));
        stop.onGiven(() -> stop(sandbox));
    }

    private long duration() {
        if (world.faults().happens(Fault.HUNG)) {
            return Long.MAX_VALUE;
        }
        return world.faults().happens(Fault.SLOW)
                ? chance.between(30_000, 90_000)
                : chance.between(1, 3_000);
    }

    private void check(Owner owner, Attempt attempt) {
        int ofOwner = 0;
        int ofRun = 0;
        for (Sandbox other : open.values()) {
            ofOwner += other.owner == owner ? 1 : 0;
            ofRun += other.owner == owner && isOf(other, attempt.run()) ? 1 : 0;
            world.findings()
                    .unless(
                            !other.attempt.execution().equals(attempt.execution()),
                            Promise.STEP_EXECUTION_HAS_ONE_SANDBOX_AT_MOST,
                            () -> attempt.sandboxId() + " beside " + other.id());
        }
        int limit =
                world.ledger()
                        .run(attempt.run())
                        .map(run -> run.plan().rules().concurrentSteps())
                        .orElse(Integer.MAX_VALUE);
        boolean fits = ofOwner < owner.slots() && ofRun < limit;
        world.findings()
                .unless(
                        fits,
                        Promise.SLOTS_ARE_NOT_EXCEEDED,
                        () -> attempt.sandboxId() + " is one too many");
    }

    private static boolean isOf(Sandbox sandbox, RunId run) {
        return sandbox.attempt.run().equals(run);
    }

    private void endByItself(Sandbox sandbox) {
        boolean isTimeout = sandbox.lasts >= sandbox.attempt.timeout().toMillis();
        end(sandbox, isTimeout ? failed(Failure.Type.TIMEOUT) : outcome());
    }

    private void stop(Sandbox sandbox) {
        if (!sandbox.owner.isRunning()) {
            return;
        }
        if (world.faults().happens(Fault.ENDS_BEFORE_STOP)) {
            world.scheduler().after(chance.below(3), () -> end(sandbox, outcome()));
            return;
        }
        boolean isIgnored = world.faults().happens(Fault.IGNORES_STOP);
        world.scheduler()
                .after(
                        isIgnored ? chance.between(1_000, 120_000) : chance.between(0, 500),
                        () -> end(sandbox, failed(Failure.Type.CANCELLED)));
    }

    /// Tells its process, where it ends only now. What has no process any more goes on where it is
    /// to.
    private void end(Sandbox sandbox, AttemptOutcome outcome) {
        if (open.get(sandbox.id()) != sandbox) {
            return;
        }
        open.remove(sandbox.id());
        tell(sandbox, chance.below(3), outcome);
        if (world.faults().happens(Fault.RESULT_TWICE)) {
            AttemptOutcome other = outcome();
            world.scheduler()
                    .after(
                            chance.between(3, 20_000),
                            sandbox.owner,
                            () -> {
                                sandbox.owner.toldLate();
                                sandbox.ended.accept(other);
                            });
        }
    }

    private void tell(Sandbox sandbox, long delay, AttemptOutcome outcome) {
        world.scheduler().after(delay, sandbox.owner, () -> sandbox.ended.accept(outcome));
    }

    private AttemptOutcome outcome() {
        if (world.faults().happens(Fault.SANDBOX_LOST)) {
            return failed(Failure.Type.SANDBOX_LOST);
        }
        if (chance.of(trouble)) {
            return failed(chance.any(FAILURES));
        }
        ObjectNode outputs = Json.object().put("result", "r" + ++results);
        if (chance.of(0.002)) {
            outputs.put("large", "x".repeat(Payload.MAX_INLINE_BYTES));
        }
        return new AttemptOutcome.Succeeded(outputs, stats());
    }

    private AttemptOutcome failed(Failure.Type type) {
        Optional<JsonNode> checkpoint =
                chance.of(0.2)
                        ? Optional.of(Json.object().put("checkpoint", "c" + ++results))
                        : Optional.empty();
        return new AttemptOutcome.Failed(
                new Failure(type, "why"), stats(), new Leftovers(List.of(), checkpoint));
    }

    private static AttemptStats stats() {
        return new AttemptStats(Duration.ZERO, Duration.ofMillis(1));
    }

    /// The process that made them is gone: some of them will never end by themselves.
    void orphaned(Owner owner) {
        for (Sandbox sandbox : List.copyOf(open.values())) {
            if (sandbox.owner == owner && chance.of(0.7)) {
                var endless = new Sandbox(owner, sandbox.attempt, sandbox.ended, Long.MAX_VALUE);
                open.put(sandbox.id(), endless);
            }
        }
    }

    /// Ends one whose process is gone.
    void reap(String id) {
        Optional.ofNullable(open.get(id))
                .ifPresent(sandbox -> {
                    world.findings()
                            .unless(
                                    !sandbox.owner.isLeased(),
                                    Promise.SANDBOX_IS_REAPED_AFTER_ITS_OWNER,
                                    () -> id);
                    world.findings().tally().count(Tally.Sight.SANDBOX_REAPED);
                    kill(sandbox);
                });
    }

    /// Ends all whose processes are gone.
    void sweep(Owner by) {
        for (Sandbox sandbox : List.copyOf(open.values())) {
            if (!sandbox.owner.isLeased()) {
                world.findings().tell(() -> by + " sweeps " + sandbox.id());
                world.findings().tally().count(Tally.Sight.SANDBOX_SWEPT);
                kill(sandbox);
            }
        }
    }

    private void kill(Sandbox sandbox) {
        open.remove(sandbox.id());
        tell(sandbox, chance.below(3), failed(Failure.Type.SANDBOX_LOST));
    }

    /// The machine was switched off.
    void vanish() {
        open.clear();
    }
}
