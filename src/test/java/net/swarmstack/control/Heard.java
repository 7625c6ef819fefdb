package net.swarmstack.control;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Writes down what a follower is told.
final class Heard implements Follower {

    private final List<String> all = new CopyOnWriteArrayList<>();

    List<String> all() {
        return all;
    }

    @Override
    public void transition(long seq) {
        all.add(Long.toString(seq));
    }

    @Override
    public void ended(String status) {
        all.add(status);
    }
}
