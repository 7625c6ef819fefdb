package net.swarmstack.definition;

import net.swarmstack.model.Location;
import net.swarmstack.model.Problem;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Collects what is wrong in a file, so that a reader can go on.
public final class Problems {

    private final List<Problem> problems = new ArrayList<>();

    void add(Location at, String message) {
        problems.add(new Problem(at, message));
    }

    void addAll(Collection<Problem> more) {
        problems.addAll(more);
    }

    public boolean isEmpty() {
        return problems.isEmpty();
    }

    int size() {
        return problems.size();
    }

    public List<Problem> all() {
        return Problem.inReadingOrder(problems);
    }
}
