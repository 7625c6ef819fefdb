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
        String hash = HashChain.start();
        while (rows.next()) {
            EventRow event = row(rows);
            hash = HashChain.next(hash, run, event.seq, event.at, event.type, event.data);
            if (event.seq != events.size() + 1 || !hash.equals(event.hash)) {
                throw damaged(run, events.size() + 1, "its hash does not follow from the rows");
            }
            events.add(event);
        }
        return events;
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
