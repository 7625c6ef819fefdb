package net.swarmstack.app;

import net.swarmstack.control.Follower;
import net.swarmstack.control.RunControl;
import net.swarmstack.engine.Engine;
import net.swarmstack.engine.RunHandle;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import tools.jackson.databind.JsonNode;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/// What the processes beside this one may ask of the runs that it executes.
///
/// @param wake done where something new stands in the table of runs
/// @param adopts whether runs that nobody executes yet will be executed here
/// @param isOpen whether something of a run is still to be done, by its row
record HostControl(
        Engine engine, Followers followers, Runnable wake, boolean adopts, Predicate<RunId> isOpen)
        implements RunControl {

    @Override
    public boolean cancel(RunId run) {
        return ask(run, RunHandle::cancel);
    }

    @Override
    public boolean resolve(RunId run, StepId step, JsonNode verdict) {
        RunHandle.Decided outcome = Verdict.parse(verdict);
        return ask(run, handle -> handle.decide(step, outcome));
    }

    private boolean ask(RunId run, Function<RunHandle, CompletionStage<Void>> question) {
        Optional<RunHandle> handle = engine.find(run);
        if (handle.isEmpty()) {
            return false;
        }
        try {
            question.apply(handle.get()).toCompletableFuture().join();
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof SwarmException refusal) {
                if (refusal.code() == Code.NOT_OWNER) {
                    return false; // it ended meanwhile
                }
                throw refusal;
            }
            throw e;
        }
    }

    @Override
    public boolean follow(RunId run, Follower follower) {
        followers.add(run, follower);
        if (isExecuted(run) || (adopts && isOpen.test(run))) {
            return true;
        }
        followers.remove(run, follower);
        return false;
    }

    /// A run that is just ending tells its followers before it is no longer found.
    private boolean isExecuted(RunId run) {
        return engine.find(run)
                .filter(handle -> !handle.end().toCompletableFuture().isDone())
                .isPresent();
    }

    @Override
    public void unfollow(RunId run, Follower follower) {
        followers.remove(run, follower);
    }

    @Override
    public void work() {
        wake.run();
    }
}
