package net.swarmstack.engine;

import net.swarmstack.engine.Admission.Ticket;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.plan.PlannedHandler;

import java.time.Duration;

/// What is to be done once a transaction is durable.
sealed interface Effect {

    /// Execute an attempt that has its slot.
    record Launch(AttemptStarted attempt) implements Effect {}

    /// Tell an attempt to end.
    record Stop(Ticket attempt) implements Effect {}

    /// Bring an event once the time has passed.
    record SetTimer(RunEvent event, Duration delay) implements Effect {}

    /// Don't bring it any more.
    record CancelTimer(RunEvent event) implements Effect {}

    /// Run a handler.
    record RunHandler(String handler, PlannedHandler.Action.Notify notification)
            implements Effect {}

    /// Tell whoever asked for it that it is done.
    record Tell(Runnable whoever) implements Effect {}
}
