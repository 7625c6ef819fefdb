package net.swarmstack.engine;

import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// A run that was taken over, and is executed until the test says that it has ended.
record TakenRun(RunId id, CompletableFuture<RunOutcome> ended) implements RunHandle {

    @Override
    public CompletionStage<RunOutcome> end() {
        return ended;
    }

    @Override
    public CompletionStage<Void> cancel() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> decide(StepId step, Decided outcome) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void abandon() {
        throw new UnsupportedOperationException();
    }

    @Override
    public RunOutcome await() {
        throw new UnsupportedOperationException();
    }
}
