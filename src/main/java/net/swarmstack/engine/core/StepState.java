package net.swarmstack.engine.core;

import net.swarmstack.model.AttemptRemains;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Payload;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;

import java.util.Optional;

/// Where one step of a run stands.
///
/// @param openNeeds how many of its needs have not ended
/// @param attempt the last attempt, from 1; 0 before the first
/// @param overdue whether the step's own deadline passed while the last attempt executed
/// @param items how far it is, where it executes once for each item
/// @param inputs what it was resolved to, where it was
/// @param outputs what it gave, where it succeeded
/// @param failure why its last attempt failed, or it has none
/// @param remains what its attempts left beside the outputs
public record StepState(
        StepId id,
        StepStatus status,
        int openNeeds,
        int attempt,
        boolean overdue,
        Optional<Items> items,
        Optional<Payload> inputs,
        Optional<Payload> outputs,
        Optional<Failure> failure,
        AttemptRemains remains) {

    static StepState pending(StepId id, int needs) {
        return new StepState(
                id,
                StepStatus.PENDING,
                needs,
                0,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                AttemptRemains.NOTHING);
    }

    StepState oneNeedLess() {
        return new StepState(
                id,
                status,
                openNeeds - 1,
                attempt,
                overdue,
                items,
                inputs,
                outputs,
                failure,
                remains);
    }

    StepState resolved(Payload to) {
        return new StepState(
                id,
                status,
                openNeeds,
                attempt,
                overdue,
                items,
                Optional.of(to),
                outputs,
                failure,
                remains);
    }

    StepState iterating(Payload list, int count) {
        return with(StepStatus.RUNNING, failure).resolved(list).with(Items.of(count));
    }

    StepState with(Items now) {
        return new StepState(
                id,
                status,
                openNeeds,
                attempt,
                overdue,
                Optional.of(now),
                inputs,
                outputs,
                failure,
                remains);
    }

    StepState started(int number) {
        return new StepState(
                id,
                StepStatus.RUNNING,
                openNeeds,
                number,
                overdue,
                items,
                inputs,
                outputs,
                failure,
                remains);
    }

    /// After an attempt that left something.
    StepState leaving(AttemptRemains left) {
        return new StepState(
                id,
                status,
                openNeeds,
                attempt,
                overdue,
                items,
                inputs,
                outputs,
                failure,
                left.after(remains));
    }

    StepState waiting(Failure why) {
        return with(StepStatus.WAITING, Optional.of(why));
    }

    /// In line for the next attempt.
    StepState due() {
        return with(StepStatus.PENDING, failure);
    }

    StepState pastDeadline() {
        return new StepState(
                id, status, openNeeds, attempt, true, items, inputs, outputs, failure, remains);
    }

    StepState succeeded(Payload with) {
        return new StepState(
                id,
                StepStatus.SUCCEEDED,
                openNeeds,
                attempt,
                overdue,
                items,
                inputs,
                Optional.of(with),
                Optional.empty(),
                remains);
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
        return with(end, Optional.of(why));
    }

    StepState skipped() {
        return with(StepStatus.SKIPPED, failure);
    }

    StepState cancelled() {
        return with(StepStatus.CANCELLED, failure);
    }

    StepState cancelled(Failure lastAttempt) {
        return with(StepStatus.CANCELLED, Optional.of(lastAttempt));
    }

    private StepState with(StepStatus to, Optional<Failure> why) {
        return new StepState(
                id, to, openNeeds, attempt, overdue, items, inputs, outputs, why, remains);
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

    boolean isWaitingFor(int number) {
        return status == StepStatus.WAITING && attempt + 1 == number;
    }
}
