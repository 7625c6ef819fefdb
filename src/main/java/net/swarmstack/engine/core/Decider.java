package net.swarmstack.engine.core;

import net.swarmstack.model.Failure;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptFailed;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunEvent.AttemptSucceeded;
import net.swarmstack.model.RunEvent.CancelRequested;
import net.swarmstack.model.RunEvent.HandlerFinished;
import net.swarmstack.model.RunEvent.OutputsResolved;
import net.swarmstack.model.RunEvent.Resolution;
import net.swarmstack.model.RunEvent.Resolved;
import net.swarmstack.model.RunEvent.Result;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunEvent.RunFinished;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.PlannedHandler;
import net.swarmstack.plan.PlannedStep;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/// The core of the engine, a pure function: what it does depends on its arguments alone, so that a
/// run can be replayed, recovered and simulated.
///
/// ```
/// step   pending ──Resolved──▶ pending (queued) ──AttemptStarted──▶ running ──▶ succeeded | failed
///           │                                                              | timed_out | cancelled
///           └── something it depends on failed ──▶ skipped;  the run ends ──▶ cancelled
/// run    pending ──Resolved──▶ running ──RunFinished──▶ succeeded | failed | cancelled
/// ```
public final class Decider {

    private Decider() {}

    /// The next state and what is to be done. A duplicate or late event is refused.
    public static Decision decide(Plan plan, RunState state, RunEvent event) {
        var draft = new Draft(state);
        return switch (event) {
            case RunAccepted _ -> accepted(plan, draft, state);
            case Resolved resolved -> resolved(plan, draft, state, resolved);
            case AttemptStarted started -> started(draft, state, started);
            case AttemptSucceeded succeeded -> succeeded(plan, draft, state, succeeded);
            case AttemptFailed failed -> failed(plan, draft, state, failed);
            case CancelRequested _ -> cancelled(plan, draft, state);
            case OutputsResolved outputs -> outputs(draft, state, outputs);
            case RunFinished finished -> finished(plan, draft, state, finished);
            case HandlerFinished ended -> handlerEnded(plan, draft, state, ended);
        };
    }

    private static Decision accepted(Plan plan, Draft draft, RunState state) {
        if (!state.steps().isEmpty()) {
            return draft.refused();
        }
        for (PlannedStep step : plan.steps()) {
            draft.add(StepState.pending(step.id(), step.needs().size()));
        }
        for (PlannedStep step : plan.steps()) {
            if (step.needs().isEmpty()) {
                draft.command(new Command.Resolve(step.id()));
            }
        }
        return draft.decision();
    }

    private static Decision resolved(Plan plan, Draft draft, RunState state, Resolved event) {
        StepState step = state.step(event.step());
        if (!step.isReady() || state.isEnding()) {
            return draft.refused();
        }
        draft.status(RunStatus.RUNNING);
        switch (event.resolution()) {
            case Resolution.Run(var inputs) -> {
                draft.put(step.resolved(inputs));
                draft.command(
                        new Command.StartAttempt(
                                step.id(), step.attempt() + 1, plan.step(step.id()).timeout()));
            }
            case Resolution.Unresolvable(var failure) -> fail(plan, draft, step, failure);
        }
        return draft.decision();
    }

    private static Decision started(Draft draft, RunState state, AttemptStarted event) {
        StepState step = state.step(event.step());
        if (!step.isQueued() || event.attempt() != step.attempt() + 1) {
            return draft.refused();
        }
        draft.put(step.started(event.attempt()));
        return draft.decision();
    }

    private static Decision succeeded(
            Plan plan, Draft draft, RunState state, AttemptSucceeded event) {
        StepState step = state.step(event.step());
        if (!step.isRunning(event.attempt())) {
            return draft.refused();
        }
        draft.put(step.succeeded(event.outputs()));
        for (StepId id : plan.step(step.id()).dependents()) {
            StepState dependent = draft.step(id).oneNeedLess();
            draft.replace(dependent);
            if (dependent.isReady() && !draft.isEnding()) {
                draft.command(new Command.Resolve(id));
            }
        }
        return endIfAllEnded(draft);
    }

    private static Decision failed(Plan plan, Draft draft, RunState state, AttemptFailed event) {
        StepState step = state.step(event.step());
        if (!step.isRunning(event.attempt())) {
            return draft.refused();
        }
        fail(plan, draft, step, event.failure());
        return draft.decision();
    }

    /// A step has failed for good: what depends on it is skipped, and what has not started is
    /// cancelled, since the run fails. Attempts that execute go on to their end.
    private static void fail(Plan plan, Draft draft, StepState step, Failure failure) {
        StepState ended = step.failed(failure);
        draft.put(ended);
        if (ended.status() != StepStatus.CANCELLED) {
            draft.error(failure, Optional.of(step.id()));
        }
        skipDependents(plan, draft, step.id());
        cancelPending(plan, draft);
        endIfAllEnded(draft);
    }

    private static void skipDependents(Plan plan, Draft draft, StepId failed) {
        var toVisit = new ArrayDeque<>(plan.step(failed).dependents());
        while (!toVisit.isEmpty()) {
            StepState dependent = draft.step(toVisit.remove());
            if (dependent.status() == StepStatus.PENDING) {
                draft.put(dependent.ended(StepStatus.SKIPPED));
                toVisit.addAll(plan.step(dependent.id()).dependents());
            }
        }
    }

    private static void cancelPending(Plan plan, Draft draft) {
        for (PlannedStep planned : plan.steps()) {
            StepState step = draft.step(planned.id());
            if (step.status() == StepStatus.PENDING) {
                draft.put(step.ended(StepStatus.CANCELLED));
            }
        }
    }

    private static Decision cancelled(Plan plan, Draft draft, RunState state) {
        if (state.cancelling() || state.status().isFinal()) {
            return draft.refused();
        }
        draft.cancelling();
        cancelPending(plan, draft);
        for (PlannedStep planned : plan.steps()) {
            StepState step = state.step(planned.id());
            if (step.status() == StepStatus.RUNNING) {
                draft.command(new Command.StopAttempt(step.id(), step.attempt()));
            }
        }
        return endIfAllEnded(draft);
    }

    private static Decision endIfAllEnded(Draft draft) {
        if (draft.open() == 0) {
            draft.command(draft.isEnding() ? draft.finish() : new Command.ResolveOutputs());
        }
        return draft.decision();
    }

    private static Decision outputs(Draft draft, RunState state, OutputsResolved event) {
        if (state.open() > 0
                || state.isEnding()
                || state.result().isPresent()
                || state.status().isFinal()) {
            return draft.refused();
        }
        switch (event.result()) {
            case Result.Value(var value) -> draft.result(value);
            case Result.Unresolvable(var failure) -> draft.error(failure, Optional.empty());
        }
        draft.command(draft.finish());
        return draft.decision();
    }

    private static Decision finished(Plan plan, Draft draft, RunState state, RunFinished event) {
        if (state.status().isFinal()) {
            return draft.refused();
        }
        draft.status(event.status());
        runNextHandler(plan.handlersAfter(event.status()), draft);
        return draft.decision();
    }

    private static Decision handlerEnded(
            Plan plan, Draft draft, RunState state, HandlerFinished event) {
        List<PlannedHandler> handlers = plan.handlersAfter(state.status());
        boolean awaited =
                state.handlersEnded() < handlers.size()
                        && handlers.get(state.handlersEnded()).id().equals(event.handler());
        if (!awaited) {
            return draft.refused();
        }
        draft.handlerEnded();
        runNextHandler(handlers, draft);
        return draft.decision();
    }

    private static void runNextHandler(List<PlannedHandler> handlers, Draft draft) {
        if (draft.handlersEnded() < handlers.size()) {
            draft.command(new Command.RunHandler(handlers.get(draft.handlersEnded()).id()));
        }
    }
}
