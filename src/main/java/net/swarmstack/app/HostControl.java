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

/// What the processes beside this one may ask of the runs that it executes.
///
/// @param wake done where something new stands in the table of runs
/// @param adopts whether runs that nobody executes yet will be executed here
record HostControl(Engine engine, Followers followers, Runnable wake, boolean adopts)
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
        if (adopts || engine.find(run).isPresent()) {
            return true;
        }
        followers.remove(run, follower);
        return false;
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
