package net.swarmstack.engine.core;

import net.swarmstack.definition.RetryPolicy;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptFailed;
import net.swarmstack.model.RunEvent.AttemptLeft;
import net.swarmstack.model.RunEvent.AttemptLost;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunEvent.AttemptSucceeded;
import net.swarmstack.model.RunEvent.CancelRequested;
import net.swarmstack.model.RunEvent.HandlerFinished;
import net.swarmstack.model.RunEvent.Inherited;
import net.swarmstack.model.RunEvent.ItemsCollected;
import net.swarmstack.model.RunEvent.OutcomeDecided;
import net.swarmstack.model.RunEvent.OutputsResolved;
import net.swarmstack.model.RunEvent.Resolution;
import net.swarmstack.model.RunEvent.Resolved;
import net.swarmstack.model.RunEvent.Result;
import net.swarmstack.model.RunEvent.RetryDue;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunEvent.RunDeadlinePassed;
import net.swarmstack.model.RunEvent.RunFinished;
import net.swarmstack.model.RunEvent.StepDeadlinePassed;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepStatus;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.PlannedStep;

import java.util.Optional;

/// The core of the engine, a pure function: what it does depends on its arguments alone, so that a
/// run can be replayed, recovered and simulated.
///
/// ```
/// step   pending ──Resolved──▶ pending (in line) ──AttemptStarted──▶ running ──▶ succeeded | failed
///           │                        ▲                                  │         | timed_out | cancelled
///           │                        └──RetryDue── waiting ◀──attempt fails, attempts left
///           ├── a false `if`, or something it depends on failed ──▶ skipped
///           └── the run fails or is stopped ──▶ cancelled
/// run    pending ──Resolved──▶ running ──RunFinished──▶ succeeded | failed | cancelled | timed_out
/// ```
public final class Decider {

    private Decider() {}

    /// The next state and what is to be done. A duplicate or late event is refused.
    public static Decision decide(Plan plan, RunState state, RunEvent event) {
        var draft = new Draft(plan, state);
        boolean isTaken =
                switch (event) {
                    case RunAccepted _ -> accepted(draft, state);
                    case Inherited inherited -> Inheritances.inherited(draft, inherited);
                    case Resolved resolved -> resolved(draft, resolved);
                    case AttemptStarted started -> started(draft, started);
                    case AttemptSucceeded succeeded -> succeeded(draft, succeeded);
                    case AttemptFailed failed -> failed(draft, failed);
                    case AttemptLost lost -> LostAttempts.lost(draft, lost);
                    case AttemptLeft left -> LostAttempts.left(draft, left);
                    case OutcomeDecided decided -> LostAttempts.decided(draft, decided);
                    case ItemsCollected collected -> collected(draft, collected);
                    case RetryDue due -> retryDue(draft, due);
                    case StepDeadlinePassed passed -> stepDeadlinePassed(draft, passed);
                    case RunDeadlinePassed _ -> stop(draft, RunStatus.TIMED_OUT);
                    case CancelRequested _ -> stop(draft, RunStatus.CANCELLED);
                    case OutputsResolved outputs -> outputs(draft, outputs);
                    case RunFinished finished -> finished(draft, finished);
                    case HandlerFinished ended -> Handlers.ended(draft, ended);
                };
        if (!isTaken) {
            return draft.refused();
        }
        endIfAllStepsHave(draft, state);
        return draft.decision();
    }

    private static boolean accepted(Draft draft, RunState state) {
        if (!state.steps().isEmpty()) {
            return false;
        }
        draft.plan()
                .rules()
                .timeout()
                .ifPresent(timeout ->
                        draft.command(new Command.SetTimer(new RunDeadlinePassed(), timeout)));
        for (PlannedStep step : draft.plan().steps()) {
            draft.add(StepState.pending(step.id(), step.needs().size()));
            if (step.needs().isEmpty()) {
                draft.command(new Command.Resolve(step.id()));
            }
        }
        return true;
    }

    private static boolean resolved(Draft draft, Resolved event) {
        StepState step = draft.step(event.step());
        if (!step.isReady() || draft.startsNothing(step.id())) {
            return false;
        }
        if (!draft.status().isFinal()) {
            draft.status(RunStatus.RUNNING);
        }
        switch (event.resolution()) {
            case Resolution.Run(var inputs) -> {
                draft.put(step.resolved(inputs));
                startAttempt(draft, step, 1);
            }
            case Resolution.Each(var items, var count) -> {
                draft.put(step.iterating(items, count));
                setDeadline(draft, step);
                ForEach.advance(draft, step.id());
            }
            case Resolution.Skip() -> StepEnd.passing(draft, step.skipped());
            case Resolution.Unresolvable(var failure) -> StepEnd.failed(draft, step, failure);
        }
        return true;
    }

    static void startAttempt(Draft draft, StepState step, int attempt) {
        draft.command(
                new Command.StartAttempt(
                        step.id(), attempt, draft.plan().step(step.id()).timeout()));
    }

    private static boolean started(Draft draft, AttemptStarted event) {
        StepState step = draft.step(event.step());
        if (!step.isQueued() || event.attempt() != step.attempt() + 1) {
            return false;
        }
        draft.put(step.started(event.attempt()));
        if (event.attempt() == 1 && !step.id().isItem()) {
            setDeadline(draft, step);
        }
        return true;
    }

    private static void setDeadline(Draft draft, StepState step) {
        draft.plan()
                .step(step.id())
                .stepTimeout()
                .ifPresent(timeout ->
                        draft.command(
                                new Command.SetTimer(new StepDeadlinePassed(step.id()), timeout)));
    }

    private static boolean collected(Draft draft, ItemsCollected event) {
        StepState step = draft.step(event.step());
        boolean isAwaited =
                step.status() == StepStatus.RUNNING
                        && step.items().filter(Items::haveAllEnded).isPresent();
        if (!isAwaited) {
            return false;
        }
        switch (event.result()) {
            case Result.Value(var list) -> StepEnd.passing(draft, step.succeeded(list));
            case Result.Unresolvable(var failure) -> StepEnd.failed(draft, step, failure);
        }
        return true;
    }

    private static boolean succeeded(Draft draft, AttemptSucceeded event) {
        StepState step = draft.step(event.step());
        if (!step.isExecuting(event.attempt())) {
            return false;
        }
        StepEnd.passing(draft, step.succeeded(event.outputs()).leaving(event.remains()));
        return true;
    }

    private static boolean failed(Draft draft, AttemptFailed event) {
        StepState step = draft.step(event.step()).leaving(event.remains());
        if (!step.isExecuting(event.attempt())) {
            return false;
        }
        RetryPolicy retry = draft.plan().step(step.id()).retry();
        int counted = step.tries().counted();
        if (StepEnd.endedWithAttempt(draft, step, event.failure())) {
            return true;
        }
        if (!retry.triesAgain(counted, event.failure())) {
            StepEnd.failed(draft, step, event.failure());
        } else if (StepEnd.startsNothing(draft, step.id())) {
            StepEnd.passing(draft, step.cancelled(event.failure()));
        } else {
            draft.put(step.waiting(event.failure()));
            draft.command(
                    new Command.SetTimer(
                            new RetryDue(step.id(), event.attempt() + 1),
                            retry.delayAfter(counted, event.jitter())));
        }
        return true;
    }

    private static boolean retryDue(Draft draft, RetryDue event) {
        StepState step = draft.step(event.step());
        if (!step.isWaitingFor(event.attempt())) {
            return false;
        }
        draft.put(step.due());
        startAttempt(draft, step, event.attempt());
        return true;
    }

    /// An attempt that executes is told to end first; the step ends with it.
    private static boolean stepDeadlinePassed(Draft draft, StepDeadlinePassed event) {
        StepState step = draft.step(event.step());
        boolean hasBegun = step.attempt() > 0 || step.items().isPresent();
        boolean isLate = step.status().isFinal() || !hasBegun || step.overdue();
        if (isLate || draft.isStopped(step.id())) {
            return false;
        }
        if (step.items().isPresent()) {
            draft.replace(step.pastDeadline());
            ForEach.stop(draft, step.id());
        } else if (step.status() == StepStatus.RUNNING) {
            draft.replace(step.pastDeadline());
            draft.command(new Command.StopAttempt(step.id(), step.attempt()));
        } else {
            StepEnd.failed(draft, step, Overdue.failure(draft, step));
        }
        return true;
    }

    private static boolean stop(Draft draft, RunStatus end) {
        boolean isEnding = draft.open() == 0 && (draft.hasResult() || draft.error().isPresent());
        if (draft.stopped().isPresent() || isEnding || draft.status().isFinal()) {
            return false;
        }
        draft.stopped(end);
        StepEnd.cancelAll(draft);
        return true;
    }

    private static boolean outputs(Draft draft, OutputsResolved event) {
        if (draft.open() > 0
                || draft.isFailing()
                || draft.hasResult()
                || draft.status().isFinal()) {
            return false;
        }
        switch (event.result()) {
            case Result.Value(var value) -> draft.result(value);
            case Result.Unresolvable(var failure) -> draft.error(failure, Optional.empty());
        }
        draft.command(finish(draft));
        return true;
    }

    /// Asks for the outputs or the end, once: with the event that ended the last step, or the run.
    private static void endIfAllStepsHave(Draft draft, RunState before) {
        boolean isNew = before.open() > 0 || !before.stopped().equals(draft.stopped());
        if (isNew && draft.open() == 0) {
            draft.command(draft.isFailing() ? finish(draft) : new Command.ResolveOutputs());
        }
    }

    private static Command.FinishRun finish(Draft draft) {
        RunStatus end =
                draft.stopped()
                        .orElse(draft.error().isPresent() ? RunStatus.FAILED : RunStatus.SUCCEEDED);
        return end == RunStatus.TIMED_OUT
                ? new Command.FinishRun(
                        end, Optional.of(Overdue.failure(draft.plan())), Optional.empty())
                : new Command.FinishRun(end, draft.error(), draft.errorStep());
    }

    private static boolean finished(Draft draft, RunFinished event) {
        if (draft.status().isFinal()) {
            return false;
        }
        draft.finished(event.status(), event.error(), event.errorStep());
        if (draft.plan().rules().timeout().isPresent()) {
            draft.command(new Command.CancelTimer(new RunDeadlinePassed()));
        }
        Handlers.runNext(draft);
        return true;
    }
}
