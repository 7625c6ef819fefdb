package net.swarmstack.engine;

import net.swarmstack.engine.Admission.Ticket;
import net.swarmstack.model.RunEvent.AttemptStarted;

/// What is to be done once a transaction is durable.
sealed interface Effect {

    /// Execute an attempt that has its slot.
    record Launch(AttemptStarted attempt) implements Effect {}

    /// Tell an attempt to end.
    record Stop(Ticket attempt) implements Effect {}

    /// Run a handler.
    record RunHandler(String handler) implements Effect {}
}
