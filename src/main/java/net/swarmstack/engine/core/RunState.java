package net.swarmstack.engine.core;

import net.swarmstack.model.Failure;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;

import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

import java.util.List;
import java.util.Optional;

/// Where a run stands: the fold of its events. Immutable; its tables are persistent maps, so a
/// decision costs what it touches, not what the run has.
///
/// @param steps by id
/// @param open how many steps have not ended
/// @param active how many steps and items go on without anybody's help
/// @param unknown how many steps and items wait until a person says what became of an attempt
/// @param stopped the end that somebody asked for or the run's deadline brought: `CANCELLED` or
///   `TIMED_OUT`
/// @param error why the run fails, as soon as it does
/// @param errorStep the step that failed first, where a step did
/// @param result what the run gave, where it succeeded
/// @param handlersEnded how many handlers have ended, once the run has
/// @param over whether the run has its final status and all its handlers have ended
/// @param touched the steps whose rows the last event changes, in order
public record RunState(
        RunStatus status,
        PMap<StepId, StepState> steps,
        int open,
        int active,
        int unknown,
        Optional<RunStatus> stopped,
        Optional<Failure> error,
        Optional<StepId> errorStep,
        Optional<Payload> result,
        int handlersEnded,
        boolean over,
        PVector<StepId> touched) {

    /// The state before the first event.
    public static RunState initial() {
        return new RunState(
                RunStatus.PENDING,
                TreePMap.empty(),
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                false,
                TreePVector.empty());
    }

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

    /// The states of the steps whose rows the last event changes.
    public List<StepState> touchedSteps() {
        return touched.stream().map(this::step).toList();
    }
}
