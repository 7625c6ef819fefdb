package net.swarmstack.simulator;

import net.swarmstack.engine.Transition;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.engine.core.StepState;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent.AttemptFailed;
import net.swarmstack.model.RunEvent.AttemptLeft;
import net.swarmstack.model.RunEvent.AttemptLost;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunEvent.AttemptSucceeded;
import net.swarmstack.model.RunEvent.CancelRequested;
import net.swarmstack.model.RunEvent.HandlerFinished;
import net.swarmstack.model.RunEvent.Inheritance;
import net.swarmstack.model.RunEvent.Inherited;
import net.swarmstack.model.RunEvent.ItemsCollected;
import net.swarmstack.model.RunEvent.OutcomeDecided;
import net.swarmstack.model.RunEvent.OutputsResolved;
import net.swarmstack.model.RunEvent.Resolved;
import net.swarmstack.model.RunEvent.Result;
import net.swarmstack.model.RunEvent.RetryDue;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunEvent.RunDeadlinePassed;
import net.swarmstack.model.RunEvent.RunFinished;
import net.swarmstack.model.RunEvent.StepDeadlinePassed;
import net.swarmstack.model.RunEvent.Verdict;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunOrigin;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.plan.Plan;
import net.swarmstack.simulator.Workflows.Workflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is durable of one run, and what its events say beside the engine's own state.
final class RunRecord {

    private final RunId id;
    private final RunId keys;
    private final Optional<RunId> origin;
    private final Workflow workflow;
    private final Findings findings;
    private final List<RecordedEvent> events = new ArrayList<>();
    private final Map<StepId, StepRecord> steps = new LinkedHashMap<>();
    private RunState state = RunState.initial();
    private boolean cancelled;
    private boolean finished;

    RunRecord(RunId id, RunAccepted accepted, Workflow workflow, Findings findings) {
        this.id = id;
        this.keys = accepted.origin().map(RunOrigin::keys).orElse(id);
        this.origin = accepted.origin().map(RunOrigin::run);
        this.workflow = workflow;
        this.findings = findings;
    }

    RunId id() {
        return id;
    }

    /// The run by whose id its keys are made.
    RunId keys() {
        return keys;
    }

    /// Whether it goes on from the other.
    boolean isAfter(RunId other) {
        return origin.filter(other::equals).isPresent();
    }

    Workflow workflow() {
        return workflow;
    }

    Plan plan() {
        return workflow.plan();
    }

    List<RecordedEvent> events() {
        return events;
    }

    /// After the last event, as the engine wrote it.
    RunState state() {
        return state;
    }

    boolean isCancelled() {
        return cancelled;
    }

    StepRecord step(StepId step) {
        return steps.computeIfAbsent(step, _ -> new StepRecord(id.value(), step, plan(), findings));
    }

    /// The steps that wait until a person says what became of an attempt.
    List<StepId> unknown() {
        return steps.entrySet().stream()
                .filter(step -> step.getValue().isUnknown())
                .map(Map.Entry::getKey)
                .toList();
    }

    void durable(Transition transition) {
        RecordedEvent event = transition.event();
        unless(
                event.seq() == events.size() + 1 && !state.over(),
                Promise.HISTORY_IS_WHOLE,
                "event " + event.seq() + " follows " + events.size());
        check(event, transition.after());
        events.add(event);
        state = transition.after();
        for (StepState step : state.touchedSteps()) {
            step(step.id()).now(step.status());
        }
    }

    private void check(RecordedEvent recorded, RunState after) {
        switch (recorded.event()) {
            case RunAccepted _ ->
                    unless(events.isEmpty(), Promise.DUPLICATES_CHANGE_NOTHING, "accepted twice");
            case Inherited(var step, Inheritance.Succeeded(var outputs, _)) ->
                    step(step).gives(outputs);
            case Inherited(var step, Inheritance.OutcomeUnknown _) -> step(step).inheritedUnknown();
            case Resolved(var step, _) -> resolved(step);
            case AttemptStarted(var step, var attempt, _, _) -> step(step).started(attempt);
            case AttemptSucceeded(var step, var attempt, var outputs, _, _) ->
                    step(step).succeeded(attempt, outputs);
            case AttemptFailed(var step, var attempt, var failure, _, _, _) ->
                    step(step).failed(attempt, failure, status(after, step));
            case AttemptLeft(var step, var attempt) -> step(step).left(attempt);
            case AttemptLost(var step, var attempt) ->
                    step(step).lost(attempt, status(after, step));
            case OutcomeDecided(var step, var attempt, var verdict) -> {
                step(step).decided(attempt);
                if (verdict instanceof Verdict.Succeeded(var outputs)) {
                    step(step).gives(outputs);
                }
            }
            case StepDeadlinePassed(var step) -> step(step).deadlinePassed();
            case ItemsCollected(var step, Result.Value(var list)) -> step(step).gives(list);
            case CancelRequested _ -> {
                unless(!cancelled, Promise.DUPLICATES_CHANGE_NOTHING, "cancelled twice");
                cancelled = true;
            }
            case RunFinished(var status, _, _) -> finished(status);
            case ItemsCollected _,
                    RetryDue _,
                    RunDeadlinePassed _,
                    OutputsResolved _,
                    HandlerFinished _ -> {}
        }
    }

    private void resolved(StepId step) {
        step(step).resolved();
        for (StepId need : plan().step(step).needs()) {
            unless(
                    status(state, need).isFinal(),
                    Promise.INPUTS_ARE_DURABLE_OUTPUTS,
                    step + " is resolved, and " + need + " is " + status(state, need));
        }
    }

    private void finished(RunStatus status) {
        unless(!finished, Promise.DUPLICATES_CHANGE_NOTHING, "finished twice");
        unless(
                !cancelled || status == RunStatus.CANCELLED,
                Promise.CANCEL_IS_KEPT,
                "was cancelled, and ends " + status);
        finished = true;
    }

    private static StepStatus status(RunState state, StepId step) {
        return state.step(step).status();
    }

    private void unless(boolean holds, Promise promise, String how) {
        findings.unless(holds, promise, () -> id + " " + how);
    }
}
