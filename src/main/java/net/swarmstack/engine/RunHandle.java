package net.swarmstack.engine;

import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;

import tools.jackson.databind.JsonNode;

import java.util.concurrent.CompletionStage;

/// A run that this process executes.
public interface RunHandle {

    RunId id();

    /// Asks for the end of the run; does nothing the second time.
    ///
    /// @return done once the wish is durable
    CompletionStage<Void> cancel();

    /// Says what became of a lost attempt that must not be repeated unasked.
    ///
    /// @return done once that is durable; fails with a [net.swarmstack.model.SwarmException]
    ///   `CONFLICT` where the step does not wait for a person, and `INVALID_INPUT` where the
    ///   outputs are not what its agent declares
    CompletionStage<Void> decide(StepId step, Decided outcome);

    /// Leaves the run as the history has it, for another process to go on with: its attempts are
    /// told to end, and what comes of them is not recorded.
    void abandon();

    /// Done when the run and its handlers are over, or all it still has to do waits for a person:
    /// then its status is `waiting`, and it is nobody's. Fails with a
    /// [net.swarmstack.model.SwarmException] where this process can't go on with it.
    CompletionStage<RunOutcome> end();

    /// Waits for [#end].
    RunOutcome await() throws InterruptedException;

    /// What a person says of an attempt.
    sealed interface Decided {

        /// It did what it should.
        ///
        /// @param outputs what it gave
        record Succeeded(JsonNode outputs) implements Decided {}

        /// It did not, and is not to be tried again.
        record Failed() implements Decided {}

        /// It may be tried again.
        record Retry() implements Decided {}
    }
}
