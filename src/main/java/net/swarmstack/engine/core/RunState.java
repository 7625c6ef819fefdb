package net.swarmstack.engine.core;

import net.swarmstack.model.Failure;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;

import org.pcollections.PMap;
import org.pcollections.PVector;

import java.util.List;
import java.util.Optional;

/// Where a run stands: the fold of its events. Immutable; its tables are persistent maps, so a
/// decision costs what it touches, not what the run has.
///
/// @param steps by id
/// @param open how many steps have not ended
/// @param running how many attempts execute
/// @param cancelling whether somebody asked for the end
/// @param error why the run fails, as soon as it does
/// @param errorStep the step that failed first, where a step did
/// @param result what the run gave, where it succeeded
/// @param pendingHandlers how many handlers have still to end, once the run has
/// @param touched the steps whose state the last event replaced, in order
public record RunState(
        RunStatus status,
        PMap<StepId, StepState> steps,
        int open,
        int running,
        boolean cancelling,
        Optional<Failure> error,
        Optional<StepId> errorStep,
        Optional<Payload> result,
        int pendingHandlers,
        PVector<StepId> touched) {

    /// The state of a step.
    ///
    /// @throws IllegalArgumentException where the run has no such step
    public StepState step(StepId id) {
        StepState state = steps.get(id);
        if (state == null) {
            throw new IllegalArgumentException("no step " + id);
        }
        return state;
    }

    /// The states that the last event replaced.
    public List<StepState> touchedSteps() {
        return touched.stream().map(this::step).toList();
    }
}
