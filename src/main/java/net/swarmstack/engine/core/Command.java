package net.swarmstack.engine.core;

import net.swarmstack.model.Failure;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.plan.PlannedHandler;

import java.time.Duration;
import java.util.Optional;

/// What a decision wants done. The engine answers [Resolve], [CollectItems], [ResolveOutputs],
/// [FinishRun] and, where a slot is free, [StartAttempt] with an event in the transaction of the
/// event that asked; everything else is carried out only after that transaction is durable.
public sealed interface Command {

    /// Make the inputs of a step; answered by `Resolved`.
    record Resolve(StepId step) implements Command {}

    /// Start an attempt as soon as there is a slot; answered by `AttemptStarted`, and when it ends
    /// by `AttemptSucceeded` or `AttemptFailed`.
    ///
    /// @param attempt from 1
    record StartAttempt(StepId step, int attempt, Duration timeout) implements Command {}

    /// Put together what the items of a step gave; answered by `ItemsCollected`.
    record CollectItems(StepId step) implements Command {}

    /// End an attempt; it answers as any attempt that ends.
    record StopAttempt(StepId step, int attempt) implements Command {}

    /// Bring the event once the time has passed.
    record SetTimer(RunEvent event, Duration delay) implements Command {}

    /// Don't bring the event any more, where it has not come yet.
    record CancelTimer(RunEvent event) implements Command {}

    /// Make the run's result; answered by `OutputsResolved`.
    record ResolveOutputs() implements Command {}

    /// Give the run its final status; answered by `RunFinished`.
    record FinishRun(RunStatus status, Optional<Failure> error, Optional<StepId> errorStep)
            implements Command {}

    /// Run a handler; answered by `HandlerFinished`.
    ///
    /// @param handler its id, as in `on_error[0]`
    record RunHandler(String handler, PlannedHandler.Action.Notify notification)
            implements Command {}
}
