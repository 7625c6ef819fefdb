package net.swarmstack.simulator;

import net.swarmstack.engine.Incidents;
import net.swarmstack.engine.core.Decider;
import net.swarmstack.engine.core.Decision;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunStatus;

/// What must hold in the end, when nothing is left to be done.
final class Closing {

    private final World world;
    private final Machine machine;
    private final boolean isDecided;

    /// @param isDecided whether somebody has said of each lost attempt what became of it
    Closing(World world, Machine machine, boolean isDecided) {
        this.world = world;
        this.machine = machine;
        this.isDecided = isDecided;
    }

    void check() {
        for (RunRecord run : world.ledger().runs()) {
            checkEnd(run);
            replay(run);
        }
        world.findings()
                .unless(
                        machine.sandboxes().isEmpty(),
                        Promise.NO_SANDBOX_IS_LEFT,
                        () -> machine.sandboxes().toString());
        machine.living().forEach(this::checkLateResults);
    }

    private void checkEnd(RunRecord run) {
        RunState state = run.state();
        boolean waits =
                !isDecided && state.status() == RunStatus.WAITING && !run.unknown().isEmpty();
        world.findings()
                .unless(
                        state.over() || waits,
                        Promise.EVERY_RUN_ENDS,
                        () -> run.id() + " is " + state.status() + ", its steps " + state.steps());
    }

    private void replay(RunRecord run) {
        RunState state = RunState.initial();
        for (RecordedEvent event : run.events()) {
            Decision decision = Decider.decide(run.plan(), state, event.event());
            world.findings()
                    .unless(
                            !decision.refused(),
                            Promise.REPLAY_GIVES_THE_STATE,
                            () -> "refused: " + event);
            world.findings().tally().count(event.event());
            decision.commands().forEach(world.findings().tally()::count);
            state = decision.next();
        }
        RunState replayed = state;
        world.findings()
                .unless(
                        replayed.equals(run.state()),
                        Promise.REPLAY_GIVES_THE_STATE,
                        () -> replayed + " is not " + run.state());
    }

    private void checkLateResults(Owner owner) {
        long told = owner.incidents().count(Incidents.Kind.LATE_RESULT);
        world.findings()
                .unless(
                        told >= owner.lateResults(),
                        Promise.LATE_RESULT_IS_COUNTED,
                        () ->
                                "%s told of %d late results, and had %d"
                                        .formatted(owner, told, owner.lateResults()));
        for (long n = 0; n < told; n++) {
            world.findings().tally().count(Tally.Sight.LATE_RESULT_TOLD);
        }
    }
}
