package net.swarmstack.engine;

import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;

import java.util.function.Consumer;

/// Port: executes attempts.
public interface StepRunner {

    /// The id of the sandbox that an attempt will have, as in `proc-…`; the engine makes it durable
    /// before the attempt starts.
    ///
    /// @param demand what the sandbox has to be; where no driver here makes such, the attempt fails
    String sandboxId(RunId run, StepId step, int attempt, SandboxDemand demand);

    /// Executes one attempt. Whatever goes wrong is an outcome; nothing of the attempt is left when
    /// it is told.
    ///
    /// @param ended told once, on any thread, which it may keep: before the call returns, which is
    ///   on a virtual thread of its own and may last as long as the attempt, or later
    void run(Attempt attempt, StopSignal stop, Consumer<AttemptOutcome> ended);

    /// Ends what is left of the sandbox of a lost attempt, whose process is gone; does nothing
    /// where nothing is.
    ///
    /// @throws net.swarmstack.model.SwarmException where something is left all the same, and what
    void reap(String sandboxId);
}
