package net.swarmstack.engine;

import net.swarmstack.definition.StepEffects;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.engine.core.StepState;
import net.swarmstack.model.AttemptRemains;
import net.swarmstack.model.Failure;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptLost;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunEvent.Inheritance;
import net.swarmstack.model.RunEvent.Inherited;
import net.swarmstack.model.RunEvent.OutcomeDecided;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunOrigin;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.plan.Plan;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A run as its events tell of it.
///
/// @param at when it began
/// @param plan of what it began with
/// @param state after the last event
/// @param lost the steps and items whose last attempt was lost, and nobody has said what became of
///   it
record PastRun(
        RunId id,
        Instant at,
        RunAccepted accepted,
        Plan plan,
        RunState state,
        Map<StepId, Failure> lost) {

    /// @param events all of the run
    /// @param plans gives the plan that it was started with
    /// @throws net.swarmstack.model.SwarmException `MISCONFIGURED` where it is damaged, or this
    ///   version can't go on with it
    static PastRun of(RunId id, List<RecordedEvent> events, PinnedPlans plans) {
        RunAccepted accepted = RunEvents.accepted(id, events);
        Plan plan = plans.of(id, accepted);
        RunState state = RunState.initial();
        var lost = new HashMap<StepId, Failure>();
        long seq = 0;
        for (RecordedEvent event : events) {
            state = Recovery.decideAgain(plan, state, seq, event).next();
            seq = event.seq();
            note(event, lost);
        }
        return new PastRun(id, events.getFirst().at(), accepted, plan, state, lost);
    }

    private static void note(RecordedEvent recorded, Map<StepId, Failure> lost) {
        switch (recorded.event()) {
            case AttemptLost(var step, var attempt) ->
                    lost.put(step, failure(recorded.run(), attempt));
            case Inherited(var step, Inheritance.OutcomeUnknown(var failure)) ->
                    lost.put(step, failure);
            case AttemptStarted started -> lost.remove(started.step());
            case OutcomeDecided decided -> lost.remove(decided.step());
            case RunEvent _ -> {}
        }
    }

    private static Failure failure(RunId run, int attempt) {
        return new Failure(
                Failure.Type.SANDBOX_LOST,
                "the process that executed attempt %d in run %s ended before the attempt did"
                        .formatted(attempt, run));
    }

    /// The run by whose id it made idempotency keys.
    RunId keys() {
        return accepted.origin().map(RunOrigin::keys).orElse(id);
    }

    /// What another run would take over of a step or an item.
    Optional<Inheritance> legacy(StepId id) {
        StepState step = state.steps().get(id);
        if (step == null || plan.isOfHandler(id)) {
            return Optional.empty();
        }
        if (step.status() == StepStatus.SUCCEEDED) {
            return step.outputs()
                    .map(outputs ->
                            new Inheritance.Succeeded(
                                    outputs,
                                    new AttemptRemains(
                                            step.remains().artifacts(), Optional.empty())));
        }
        return plan.step(id).effects() == StepEffects.ONCE
                ? Optional.ofNullable(lost.get(id)).map(Inheritance.OutcomeUnknown::new)
                : Optional.empty();
    }
}
