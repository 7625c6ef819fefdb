package net.swarmstack.definition;

import net.swarmstack.model.Location;
import net.swarmstack.model.Problem;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Collects what is wrong in a file, so that a reader can go on.
public final class Problems {

    private final List<Problem> problems = new ArrayList<>();
    private final Set<Location> unreadable = new HashSet<>();

    /// Adds a problem, but not where the text itself could not be read: it would only follow.
    public void add(Location at, String message) {
        if (!unreadable.contains(at)) {
            problems.add(new Problem(at, message));
        }
    }

    /// Takes over the problems of the text. What is at their places stands for nothing.
    void addUnreadable(Collection<Problem> ofText) {
        problems.addAll(ofText);
        ofText.forEach(problem -> unreadable.add(problem.at()));
    }

    boolean isUnreadable(Location at) {
        return unreadable.contains(at);
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
