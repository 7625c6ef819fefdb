package net.swarmstack.app;

import net.swarmstack.control.Follower;
import net.swarmstack.engine.RunListener;
import net.swarmstack.engine.Transition;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Who follows which run from another process. Thread-safe.
final class Followers implements RunListener {

    private final Map<RunId, Set<Follower>> byRun = new ConcurrentHashMap<>();

    void add(RunId run, Follower follower) {
        byRun.compute(
                run,
                (_, known) -> {
                    Set<Follower> followers = known == null ? ConcurrentHashMap.newKeySet() : known;
                    followers.add(follower);
                    return followers;
                });
    }

    void remove(RunId run, Follower follower) {
        byRun.computeIfPresent(
                run,
                (_, followers) -> {
                    followers.remove(follower);
                    return followers.isEmpty() ? null : followers;
                });
    }

    @Override
    public void onTransition(Transition transition) {
        byRun.getOrDefault(transition.event().run(), Set.of())
                .forEach(follower -> follower.transition(transition.event().seq()));
    }

    /// The run is over, or waits for a person.
    void ended(RunId run, RunStatus status) {
        Set<Follower> followers = byRun.remove(run);
        if (followers != null) {
            followers.forEach(follower -> follower.ended(status.text()));
        }
    }
}
