package net.swarmstack.registry;

import net.swarmstack.catalog.Root;
import net.swarmstack.model.Json;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.Timestamps;

import tools.jackson.databind.JsonNode;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// The events of a run as rows, verified while they are read.
final class EventRows {

    private static final String SELECT =
            """
            SELECT seq, at, type, data, hash FROM run_events WHERE run_id = ? ORDER BY seq\
            """;

    private static final String ENDS =
            """
            SELECT seq, at, type, data, hash FROM run_events
            WHERE run_id = ? AND seq IN
                (1, (SELECT MAX(seq) FROM run_events WHERE run_id = ?))
            ORDER BY seq\
            """;

    private EventRows() {}

    /// A row.
    ///
    /// @param data its JSON text
    record EventRow(long seq, String at, String type, String data, String hash) {}

    /// Where the rows of a run are not those that were written.
    ///
    /// @param seq of the event
    record Damage(RunId run, long seq, String why) {

        @Override
        public String toString() {
            return "run_events, run " + run + ", event " + seq + ": " + why;
        }
    }

    /// All rows of a run, in order.
    ///
    /// @throws SwarmException `MISCONFIGURED` where a row was changed, dropped or inserted
    static List<EventRow> of(Statements statements, RunId run) throws SQLException {
        var rows = new ArrayList<EventRow>();
        requireWhole(each(statements, run, rows::add));
        return rows;
    }

    /// The events of a run, in order; of a long one the rows beside them would take as much memory
    /// again.
    ///
    /// @throws SwarmException `MISCONFIGURED` where a row was changed, dropped or inserted
    static List<RecordedEvent> events(Statements statements, RunId run) throws SQLException {
        var events = new ArrayList<RecordedEvent>();
        requireWhole(each(statements, run, row -> events.add(event(run, row))));
        return List.copyOf(events);
    }

    private static void requireWhole(Optional<Damage> damage) {
        damage.ifPresent(found -> {
            throw failure(found);
        });
    }

    /// Gives the rows of a run in order, up to the first that was changed, dropped or inserted;
    /// returns what is wrong with that.
    static Optional<Damage> each(Statements statements, RunId run, Use use) throws SQLException {
        return statements.query(SELECT, rows -> each(rows, run, use), run.value());
    }

    /// How many rows a run has, which are those it had.
    ///
    /// @throws SwarmException `MISCONFIGURED` where a row was changed, dropped or inserted
    static long verify(Statements statements, RunId run) throws SQLException {
        var count = new AtomicLong();
        Optional<Damage> damage = each(statements, run, _ -> count.incrementAndGet());
        if (damage.isEmpty() && count.get() == 0) {
            damage = Optional.of(new Damage(run, 1, "it is gone"));
        }
        requireWhole(damage);
        return count.get();
    }

    private static Optional<Damage> each(ResultSet rows, RunId run, Use use) throws SQLException {
        String hash = HashChain.start();
        for (long seq = 1; rows.next(); seq++) {
            EventRow event = row(rows);
            hash = HashChain.next(hash, run, event.seq, event.at, event.type, event.data);
            if (event.seq != seq || !hash.equals(event.hash)) {
                return Optional.of(new Damage(run, seq, "its hash does not follow from the rows"));
            }
            use.accept(event);
        }
        return Optional.empty();
    }

    /// The first row of a run and the last; one where there is only one, none where there is none.
    static List<EventRow> ends(Statements statements, RunId run) throws SQLException {
        return statements.list(ENDS, EventRows::row, run.value(), run.value());
    }

    private static EventRow row(ResultSet rows) throws SQLException {
        return new EventRow(
                rows.getLong(1),
                rows.getString(2),
                rows.getString(3),
                rows.getString(4),
                rows.getString(5));
    }

    /// The event of a row.
    static RecordedEvent event(RunId run, EventRow row) {
        try {
            JsonNode data = Json.parseStored(row.data);
            return new RecordedEvent(
                    run, row.seq, Timestamps.parse(row.at), EventCodec.event(row.type, data));
        } catch (RuntimeException e) {
            throw failure(new Damage(run, row.seq, String.valueOf(e.getMessage())));
        }
    }

    /// The refusal to go on with what is damaged.
    static SwarmException failure(Damage damage) {
        return new SwarmException(Code.MISCONFIGURED, "damaged: " + damage + ". " + Root.RESTORE);
    }

    /// Does something with a row.
    @FunctionalInterface
    interface Use {
        void accept(EventRow row) throws SQLException;
    }
}
