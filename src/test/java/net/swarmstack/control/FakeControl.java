package net.swarmstack.control;

import static net.swarmstack.testing.RunScript.run;

import net.swarmstack.model.Json;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/// Executes run 1, which has come to event 1, and writes down what it is asked.
final class FakeControl implements RunControl {

    /// The run that it executes, and one that it does not.
    static final RunId MINE = run(1);

    static final RunId OTHER = run(2);

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private volatile Optional<Follower> latest = Optional.empty();
    private volatile Runnable reaction = () -> {};

    /// What every request does before it is carried out, such as throw.
    void reactWith(Runnable before) {
        reaction = before;
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    /// Who follows the run now.
    List<Follower> followers() {
        return followers;
    }

    /// Who began to follow last, and may have gone.
    Follower latestFollower() {
        return latest.orElseThrow();
    }

    @Override
    public boolean cancel(RunId run) {
        return ask("cancel", run);
    }

    @Override
    public boolean resolve(RunId run, StepId step, JsonNode verdict) {
        return ask("resolve " + step + " " + Json.compact(verdict), run);
    }

    @Override
    public boolean follow(RunId run, Follower follower) {
        boolean isMine = ask("follow", run);
        if (isMine) {
            latest = Optional.of(follower);
            followers.add(follower);
            follower.transition(1);
        }
        return isMine;
    }

    @Override
    public void unfollow(RunId run, Follower follower) {
        followers.remove(follower);
    }

    @Override
    public void work() {
        ask("work", MINE);
    }

    private boolean ask(String what, RunId run) {
        reaction.run();
        asked.add(what);
        return run.equals(MINE);
    }
}
