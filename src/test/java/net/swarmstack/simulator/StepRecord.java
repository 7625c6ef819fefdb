package net.swarmstack.simulator;

import net.swarmstack.definition.StepEffects;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Payload;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.PlannedStep;

import java.util.Optional;

/// What the history says of one step, kept beside the engine and by other rules than the engine's:
/// each event is held against the promises that speak of it.
final class StepRecord {

    private static final int LOST_ATTEMPTS_THAT_FAIL = 3;

    private final String name;
    private final PlannedStep plan;
    private final boolean isAskedAbout;
    private final Findings findings;
    private int started;
    private int executing;
    private int lost;
    private int left;
    private boolean isLeaving;
    private boolean resolved;
    private boolean unknown;
    private boolean overdue;
    private Optional<Payload> outputs = Optional.empty();
    private Optional<StepStatus> end = Optional.empty();

    StepRecord(String run, StepId id, Plan plan, Findings findings) {
        this.name = run + " " + id;
        this.plan = plan.step(id);
        this.isAskedAbout = this.plan.effects() == StepEffects.ONCE && !plan.isOfHandler(id);
        this.findings = findings;
    }

    private void unless(boolean holds, Promise promise, String how) {
        findings.unless(holds, promise, () -> name + " " + how);
    }

    void resolved() {
        unless(!resolved, Promise.OUTPUTS_ARE_RECORDED_ONCE, "is resolved again");
        resolved = true;
    }

    void inheritedUnknown() {
        unknown = true;
    }

    void started(int attempt) {
        unless(
                attempt == started + 1 && executing == 0,
                Promise.ATTEMPTS_ARE_BOUNDED,
                "attempt " + attempt + " follows " + started + ", of which executes " + executing);
        unless(
                started - lost < plan.retry().attempts(),
                Promise.ATTEMPTS_ARE_BOUNDED,
                "attempt " + attempt + " is one too many, " + lost + " were lost");
        unless(!unknown, Promise.ONCE_IS_NOT_REPEATED_UNASKED, "starts attempt " + attempt);
        started = attempt;
        executing = attempt;
        isLeaving = false;
    }

    void succeeded(int attempt, Payload with) {
        unless(
                executing == attempt,
                Promise.OUTPUTS_ARE_RECORDED_ONCE,
                "attempt " + attempt + " gives outputs, and " + executing + " executes");
        executing = 0;
        gives(with);
    }

    /// Whatever it has them from.
    void gives(Payload with) {
        unless(outputs.isEmpty(), Promise.OUTPUTS_ARE_RECORDED_ONCE, "has outputs twice");
        outputs = Optional.of(with);
    }

    void failed(int attempt, Failure failure, StepStatus now) {
        unless(
                executing == attempt,
                Promise.OUTPUTS_ARE_RECORDED_ONCE,
                "attempt " + attempt + " fails, and " + executing + " executes");
        executing = 0;
        boolean isLast = !plan.retry().triesAgain(started - lost, failure);
        boolean hasFailed = now == StepStatus.FAILED || now == StepStatus.TIMED_OUT;
        unless(
                isLast || overdue || !hasFailed,
                Promise.FAILED_ATTEMPT_IS_TRIED_AGAIN,
                "is " + now + " after attempt " + attempt + ", " + lost + " of them lost");
        unless(
                !isLast || now.isFinal(),
                Promise.ATTEMPTS_ARE_BOUNDED,
                "is " + now + " after its last attempt");
    }

    void left(int attempt) {
        unless(
                executing == attempt && !isLeaving,
                Promise.DUPLICATES_CHANGE_NOTHING,
                "attempt " + attempt + " is left, and " + executing + " executes");
        isLeaving = true;
    }

    void lost(int attempt, StepStatus now) {
        unless(
                executing == attempt,
                Promise.OUTPUTS_ARE_RECORDED_ONCE,
                "attempt " + attempt + " is lost, and " + executing + " executes");
        executing = 0;
        lost++;
        left += isLeaving ? 1 : 0;
        isLeaving = false;
        unknown = isAskedAbout;
        int deaths = lost - left;
        if (deaths == LOST_ATTEMPTS_THAT_FAIL) {
            findings.tally().count(Tally.Sight.THIRD_ATTEMPT_LOST);
        }
        boolean mayGoOn = deaths < LOST_ATTEMPTS_THAT_FAIL || isAskedAbout;
        unless(
                mayGoOn || now.isFinal(),
                Promise.ATTEMPTS_ARE_BOUNDED,
                "is " + now + " with " + deaths + " lost attempts");
        unless(
                now != StepStatus.FAILED || !mayGoOn,
                Promise.FAILED_ATTEMPT_IS_TRIED_AGAIN,
                "fails with " + deaths + " lost attempts");
    }

    void decided(int attempt) {
        unless(
                unknown && attempt == started,
                Promise.ONCE_IS_NOT_REPEATED_UNASKED,
                "is decided about, and nobody was asked");
        unknown = false;
    }

    void deadlinePassed() {
        overdue = true;
    }

    void now(StepStatus status) {
        unless(
                end.isEmpty() || end.get() == status,
                Promise.OUTPUTS_ARE_RECORDED_ONCE,
                "was " + end.orElse(status) + " and is " + status);
        if (status.isFinal()) {
            end = Optional.of(status);
        }
    }

    boolean isExecuting(int attempt) {
        return executing == attempt;
    }

    /// Whether it waits until a person says what became of an attempt.
    boolean isUnknown() {
        return unknown && end.isEmpty();
    }

    Optional<Payload> outputs() {
        return outputs;
    }
}
