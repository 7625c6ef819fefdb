package net.swarmstack.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// What is asked of a run that is taken over, before anything else happens in it.
@FunctionalInterface
public interface Wish {

    /// Nothing but that it goes on.
    Wish NONE = _ -> CompletableFuture.<Void>completedStage(null);

    /// Asks it.
    ///
    /// @return what the run answers; where it refuses, it is not taken over
    CompletionStage<Void> ask(RunHandle run);
}
