package net.swarmstack.engine;

import net.swarmstack.model.RunId;

/// A run that this process executes.
public interface RunHandle {

    RunId id();

    /// Asks for the end of the run; returns at once, does nothing the second time.
    void cancel();

    /// Waits until the run has ended and its handlers have.
    RunOutcome await() throws InterruptedException;
}
