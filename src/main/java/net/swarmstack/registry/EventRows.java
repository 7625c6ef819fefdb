package net.swarmstack.registry;

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
import java.util.function.Consumer;

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

    private static final String ALL =
            """
            SELECT seq, at, type, data, hash, run_id FROM run_events ORDER BY run_id, seq\
            """;

    private static final RunId NO_RUN = new RunId("00000000-0000-0000-0000-000000000000");

    private EventRows() {}

    /// A row.
    ///
    /// @param data its JSON text
    record EventRow(long seq, String at, String type, String data, String hash) {}

    /// All rows of a run, in order.
    ///
    /// @throws SwarmException `MISCONFIGURED` where a row was changed, dropped or inserted
    static List<EventRow> of(Statements statements, RunId run) throws SQLException {
        return statements.query(SELECT, rows -> verified(rows, run), run.value());
    }

    /// How many rows a run has, which are those it had.
    ///
    /// @throws SwarmException `MISCONFIGURED` where a row was changed, dropped or inserted
    static int verify(Statements statements, RunId run) throws SQLException {
        int count = of(statements, run).size();
        if (count == 0) {
            throw damaged(run, 1, "it is gone");
        }
        return count;
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

    private static List<EventRow> verified(ResultSet rows, RunId run) throws SQLException {
        var events = new ArrayList<EventRow>();
        var chain = new Chain(run);
        while (rows.next()) {
            events.add(chain.next(row(rows)));
        }
        return events;
    }

    /// Gives every row of every run, one run after the other, each in order.
    ///
    /// @throws SwarmException `MISCONFIGURED` where a row was changed, dropped or inserted
    static void each(Statements statements, Consumer<EventRow> use) throws SQLException {
        statements.query(
                ALL,
                rows -> {
                    var chain = new Chain(NO_RUN);
                    while (rows.next()) {
                        var run = new RunId(rows.getString(6));
                        chain = run.equals(chain.run) ? chain : new Chain(run);
                        use.accept(chain.next(row(rows)));
                    }
                    return chain;
                });
    }

    /// The rows of a run so far.
    private static final class Chain {

        private final RunId run;
        private long seq;
        private String hash = HashChain.start();

        Chain(RunId run) {
            this.run = run;
        }

        EventRow next(EventRow event) {
            seq++;
            hash = HashChain.next(hash, run, event.seq, event.at, event.type, event.data);
            if (event.seq != seq || !hash.equals(event.hash)) {
                throw damaged(run, seq, "its hash does not follow from the rows");
            }
            return event;
        }
    }

    /// The event of a row.
    static RecordedEvent event(RunId run, EventRow row) {
        try {
            JsonNode data = Json.parseStored(row.data);
            return new RecordedEvent(
                    run, row.seq, Timestamps.parse(row.at), EventCodec.event(row.type, data));
        } catch (RuntimeException e) {
            throw damaged(run, row.seq, String.valueOf(e.getMessage()));
        }
    }

    private static SwarmException damaged(RunId run, long seq, String why) {
        return new SwarmException(
                Code.MISCONFIGURED,
                "damaged: run_events, run "
                        + run
                        + ", event "
                        + seq
                        + ": "
                        + why
                        + ". Restore the registry from a backup.");
    }
}
