package net.swarmstack.registry;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunId;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Compares the rows of one run, column by column, with those that its events give.
final class RowComparison {

    private static final String RUN = "SELECT * FROM workflow_runs WHERE id = ?";
    private static final String STEPS =
            "SELECT * FROM step_executions WHERE run_id = ? ORDER BY step_id";

    private static final String OWNER = "owner_epoch"; // who executes it is in no event

    private final RunId run;
    private final BlobChecks blobs;
    private final Set<String> told;
    private final Findings findings;

    /// @param told the places of which something is known to be wrong already
    RowComparison(RunId run, BlobChecks blobs, Set<String> told, Findings findings) {
        this.run = run;
        this.blobs = blobs;
        this.told = told;
        this.findings = findings;
    }

    void compare(Statements stored, Statements made) throws SQLException {
        both(
                RUN,
                stored,
                made,
                (left, right) -> {
                    if (left.next() && right.next()) {
                        compareColumns(left, right, Place.of(run));
                    }
                });
        both(STEPS, stored, made, this::compareSteps);
    }

    private void both(String sql, Statements stored, Statements made, Rows rows)
            throws SQLException {
        stored.query(
                sql,
                left ->
                        made.query(
                                sql,
                                right -> {
                                    rows.compare(left, right);
                                    return true;
                                },
                                run.value()),
                run.value());
    }

    private void compareSteps(ResultSet stored, ResultSet made) throws SQLException {
        Optional<String> left = nextStep(stored);
        Optional<String> right = nextStep(made);
        while (left.isPresent() || right.isPresent()) {
            int order = order(left, right);
            if (order == 0) {
                compareColumns(stored, made, Place.of(run).step(left.orElseThrow()));
            } else if (order < 0) {
                add(
                        Place.of(run).step(left.orElseThrow()),
                        "a row that its history knows nothing of");
            } else {
                add(Place.of(run).step(right.orElseThrow()), "its row is missing");
            }
            left = order <= 0 ? nextStep(stored) : left;
            right = order >= 0 ? nextStep(made) : right;
        }
    }

    private static Optional<String> nextStep(ResultSet rows) throws SQLException {
        return rows.next() ? Optional.of(rows.getString("step_id")) : Optional.empty();
    }

    /// As the rows are ordered; what has ended is behind all that has not.
    private static int order(Optional<String> left, Optional<String> right) {
        if (left.isEmpty() || right.isEmpty()) {
            return left.isEmpty() ? 1 : -1;
        }
        return left.get().compareTo(right.get());
    }

    private void compareColumns(ResultSet stored, ResultSet made, Place place) throws SQLException {
        for (int i = 1; i <= made.getMetaData().getColumnCount(); i++) {
            String column = made.getMetaData().getColumnName(i);
            if (column.equals(OWNER) || !hasColumn(stored, column)) {
                continue; // that a column is missing is told of the schema
            }
            @Nullable Object left = stored.getObject(column);
            @Nullable Object right = made.getObject(i);
            if (!isSame(column, left, right)) {
                add(
                        place.column(column),
                        "it is %s, and the history gives %s".formatted(shown(left), shown(right)));
            }
        }
    }

    private static boolean hasColumn(ResultSet rows, String name) throws SQLException {
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            if (rows.getMetaData().getColumnName(i).equals(name)) {
                return true;
            }
        }
        return false;
    }

    private boolean isSame(String column, @Nullable Object stored, @Nullable Object made) {
        if (Objects.equals(stored, made)) {
            return true;
        }
        if (stored instanceof Number left && made instanceof Number right) {
            return left.longValue() == right.longValue(); // as many bytes as each takes
        }
        return SqliteRunViews.JSON_COLUMNS.contains(column)
                && stored instanceof String left
                && made instanceof String right
                && isSameJson(left, right);
    }

    /// The same value may be written in two ways: what was made of it here was read before.
    private boolean isSameJson(String stored, String made) {
        try {
            Optional<Payload.Stored> reference = PayloadCodec.reference(stored);
            if (reference.isPresent() && PayloadCodec.reference(made).isEmpty()) {
                // Of the results of all steps, which are in no event.
                return blobs.value(reference.get())
                        .map(value -> value.equals(Json.parseStored(made)))
                        .orElse(true);
            }
            return Json.parseStored(stored).equals(Json.parseStored(made));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void add(Place place, String what) {
        if (!told.contains(place.toString())) {
            findings.add(Check.ROWS, place + ": " + what);
        }
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "empty" : Excerpt.quote(value.toString());
    }

    /// Compares the rows of two queries.
    @FunctionalInterface
    private interface Rows {
        void compare(ResultSet stored, ResultSet made) throws SQLException;
    }
}
