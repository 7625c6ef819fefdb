package net.swarmstack.registry;

import net.swarmstack.model.RunId;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// The ids of all runs, oldest first, some at a time: there may be more than memory takes.
final class RunIdPages {

    private static final int PAGE = 1000;

    private static final String NEXT =
            "SELECT id FROM workflow_runs WHERE id > ? ORDER BY id LIMIT " + PAGE;

    private final Deque<RunId> page = new ArrayDeque<>();
    private String last = "";

    /// The next one; empty after the last.
    Optional<RunId> next(Statements statements) throws SQLException {
        if (page.isEmpty()) {
            page.addAll(statements.list(NEXT, row -> new RunId(row.getString(1)), last));
        }
        Optional<RunId> next = Optional.ofNullable(page.poll());
        next.ifPresent(run -> last = run.value());
        return next;
    }
}
