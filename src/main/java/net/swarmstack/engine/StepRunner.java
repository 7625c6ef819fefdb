package net.swarmstack.engine;

import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;

/// Port: executes attempts.
public interface StepRunner {

    /// The id of the sandbox that an attempt will have, as in `proc-…`; the engine makes it durable
    /// before the attempt starts.
    String sandboxId(RunId run, StepId step, int attempt);

    /// Executes one attempt to its end on the calling thread, which is virtual. Whatever goes wrong
    /// is an outcome; nothing of the attempt is left when the call returns.
    AttemptOutcome run(Attempt attempt, StopSignal stop);
}
