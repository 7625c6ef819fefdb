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
/// @param tries what became of its attempts
/// @param items how far it is, where it executes once for each item
/// @param inputs what it was resolved to, where it was
/// @param outputs what it gave, where it succeeded
public record StepState(
        StepId id,
        StepStatus status,
        int openNeeds,
        Tries tries,
        Optional<Items> items,
        Optional<Payload> inputs,
        Optional<Payload> outputs) {

    static StepState pending(StepId id, int needs) {
        return new StepState(
                id,
                StepStatus.PENDING,
                needs,
                Tries.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private StepState with(StepStatus to, Tries now) {
        return new StepState(id, to, openNeeds, now, items, inputs, outputs);
    }

    StepState oneNeedLess() {
        return new StepState(id, status, openNeeds - 1, tries, items, inputs, outputs);
    }

    StepState resolved(Payload to) {
        return new StepState(id, status, openNeeds, tries, items, Optional.of(to), outputs);
    }

    StepState iterating(Payload list, int count) {
        return with(StepStatus.RUNNING, tries).resolved(list).with(Items.of(count));
    }

    StepState with(Items now) {
        return new StepState(id, status, openNeeds, tries, Optional.of(now), inputs, outputs);
    }

    StepState started(int number) {
        return with(StepStatus.RUNNING, tries.started(number));
    }

    /// After an attempt that left something.
    StepState leaving(AttemptRemains left) {
        return with(status, tries.leaving(left));
    }

    StepState waiting(Failure why) {
        return with(StepStatus.WAITING, tries.failed(Optional.of(why)));
    }

    /// After its attempt was lost.
    StepState lost(Failure why) {
        return with(status, tries.lastWasLost().failed(Optional.of(why)));
    }

    /// While its process leaves its attempt on purpose.
    StepState left() {
        return with(status, tries.lastIsLeft());
    }

    /// Waits until a person says what became of its last attempt.
    StepState outcomeUnknown(Failure why) {
        return with(StepStatus.WAITING, tries.unknown(true).failed(Optional.of(why)));
    }

    StepState outcomeDecided() {
        return with(status, tries.unknown(false));
    }

    /// In line for the next attempt.
    StepState due() {
        return with(StepStatus.PENDING, tries);
    }

    StepState pastDeadline() {
        return with(status, tries.pastDeadline());
    }

    StepState succeeded(Payload with) {
        return new StepState(
                id,
                StepStatus.SUCCEEDED,
                openNeeds,
                tries.failed(Optional.empty()),
                items,
                inputs,
                Optional.of(with));
    }

    StepState failed(Failure why) {
        StepStatus end =
                switch (why.type()) {
                    case TIMEOUT -> StepStatus.TIMED_OUT;
                    case CANCELLED -> StepStatus.CANCELLED;
                    case ERROR,
                            OOM,
                            PIDS,
                            DISK,
                            OUTPUT_TOO_LARGE,
                            BAD_INPUT,
                            BAD_OUTPUT,
                            SANDBOX_LOST,
                            SANDBOX_FAILED ->
                            StepStatus.FAILED;
                };
        return with(end, tries.failed(Optional.of(why)));
    }

    StepState skipped() {
        return with(StepStatus.SKIPPED, tries);
    }

    StepState cancelled() {
        return with(StepStatus.CANCELLED, tries);
    }

    StepState cancelled(Failure lastAttempt) {
        return with(StepStatus.CANCELLED, tries.failed(Optional.of(lastAttempt)));
    }

    /// The last attempt, from 1; 0 before the first.
    public int attempt() {
        return tries.last();
    }

    /// Why its last attempt failed, or it has none.
    public Optional<Failure> failure() {
        return tries.failure();
    }

    /// What its attempts left beside the outputs.
    public AttemptRemains remains() {
        return tries.remains();
    }

    /// Whether its own deadline passed while the last attempt executed.
    boolean overdue() {
        return tries.overdue();
    }

    /// Whether it waits to be resolved, and nothing it needs is open.
    public boolean isReady() {
        return status == StepStatus.PENDING && openNeeds == 0 && inputs.isEmpty();
    }

    /// Whether it is resolved and waits for a slot.
    public boolean isQueued() {
        return status == StepStatus.PENDING && inputs.isPresent();
    }

    /// Whether an attempt of it executes.
    public boolean isExecuting() {
        return status == StepStatus.RUNNING && items.isEmpty();
    }

    /// Whether an attempt of it executes that its process has not left.
    public boolean isKept() {
        return isExecuting() && !tries.losses().isLeaving();
    }

    /// Whether it waits until a person says what became of its last attempt.
    public boolean isOutcomeUnknown() {
        return status == StepStatus.WAITING && tries.outcomeUnknown();
    }

    /// Whether it goes on without anybody's help; a step with items does where one of them does.
    boolean isActive() {
        return isReady()
                || isQueued()
                || isExecuting()
                || (status == StepStatus.WAITING && !tries.outcomeUnknown());
    }

    /// Whether it is this attempt of it that executes.
    public boolean isExecuting(int number) {
        return status == StepStatus.RUNNING && attempt() == number;
    }

    boolean isWaitingFor(int number) {
        return status == StepStatus.WAITING && !tries.outcomeUnknown() && attempt() + 1 == number;
    }
}
