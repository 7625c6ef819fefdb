package net.swarmstack.engine.core;

import net.swarmstack.model.Failure;
import net.swarmstack.model.Payload;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;

import java.util.Optional;

/// Where one step of a run stands.
///
/// @param openNeeds how many of its needs have not ended
/// @param attempt the last attempt, from 1; 0 before the first
/// @param inputs what it was resolved to, where it was
/// @param outputs what it gave, where it succeeded
/// @param failure why it did not, where it failed
public record StepState(
        StepId id,
        StepStatus status,
        int openNeeds,
        int attempt,
        Optional<Payload> inputs,
        Optional<Payload> outputs,
        Optional<Failure> failure) {

    static StepState pending(StepId id, int needs) {
        return new StepState(
                id,
                StepStatus.PENDING,
                needs,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    StepState oneNeedLess() {
        return new StepState(id, status, openNeeds - 1, attempt, inputs, outputs, failure);
    }

    StepState resolved(Payload to) {
        return new StepState(id, status, openNeeds, attempt, Optional.of(to), outputs, failure);
    }

    StepState started(int number) {
        return new StepState(id, StepStatus.RUNNING, openNeeds, number, inputs, outputs, failure);
    }

    StepState succeeded(Payload with) {
        return new StepState(
                id, StepStatus.SUCCEEDED, openNeeds, attempt, inputs, Optional.of(with), failure);
    }

    StepState failed(Failure why) {
        StepStatus end =
                switch (why.type()) {
                    case TIMEOUT -> StepStatus.TIMED_OUT;
                    case CANCELLED -> StepStatus.CANCELLED;
                    case ERROR,
                            OOM,
                            PIDS,
                            OUTPUT_TOO_LARGE,
                            BAD_INPUT,
                            BAD_OUTPUT,
                            SANDBOX_LOST,
                            SANDBOX_FAILED ->
                            StepStatus.FAILED;
                };
        return new StepState(id, end, openNeeds, attempt, inputs, outputs, Optional.of(why));
    }

    StepState ended(StepStatus end) {
        return new StepState(id, end, openNeeds, attempt, inputs, outputs, failure);
    }

    /// Whether it waits to be resolved, and nothing it needs is open.
    boolean isReady() {
        return status == StepStatus.PENDING && openNeeds == 0 && inputs.isEmpty();
    }

    /// Whether it is resolved and waits for a slot.
    boolean isQueued() {
        return status == StepStatus.PENDING && inputs.isPresent();
    }

    boolean isRunning(int number) {
        return status == StepStatus.RUNNING && attempt == number;
    }
}
