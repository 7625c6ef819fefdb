package net.swarmstack.registry;

import net.swarmstack.engine.History;
import net.swarmstack.engine.Transition;
import net.swarmstack.model.Artifact;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunOrigin;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The history in the SQLite file. Rows and hashes are made on the thread of the caller; the writer
/// runs them. Thread-safe, as long as each run has one thread at a time that appends to it; where
/// two processes do, the second is refused by the primary key of the events.
final class SqliteHistory implements History {

    /// The largest `step_results`, in bytes, that stands in the column itself.
    private static final int MAX_RESULTS_BYTES = 1 << 20;

    private static final int PREVIEW_CHARACTERS = 200;

    private static final String RUN = "SELECT 1 FROM workflow_runs WHERE id = ?";

    private final Writer writer;
    private final Reader reader;
    private final BlobStore blobs;
    private final long ownerEpoch;
    private final Map<RunId, RunTip> tips = new ConcurrentHashMap<>();

    SqliteHistory(Writer writer, Reader reader, BlobStore blobs, long ownerEpoch) {
        this.writer = writer;
        this.reader = reader;
        this.blobs = blobs;
        this.ownerEpoch = ownerEpoch;
    }

    @Override
    public void append(RunId run, List<Transition> transitions) {
        if (!transitions.isEmpty()) {
            append(run, transitions, Optional.of(ownerEpoch));
        }
    }

    @Override
    public void enqueue(RunId run, List<Transition> first) {
        append(run, first, Optional.empty());
        tips.remove(run);
    }

    private void append(RunId run, List<Transition> transitions, Optional<Long> owner) {
        RunTip tip = tip(run, transitions.getFirst().event().seq());
        var projection = new Projection(run, tip, owner, this::stepResults);
        transitions.forEach(projection::add);
        List<RowWrite> writes = projection.writes();
        writer.write(
                "record the run " + run,
                statements -> {
                    requireBeginning(statements, transitions.getFirst().event().event());
                    for (RowWrite write : writes) {
                        write.run(statements);
                    }
                });
        RunStatus status = projection.tip().status();
        if (!status.goesOn()) {
            tips.remove(run); // handlers may follow, or another process: the tip is read again
        } else {
            tips.put(run, projection.tip());
        }
    }

    /// Where the run stands before an event.
    ///
    /// @throws SwarmException `NOT_OWNER` where another process has written to it meanwhile
    private RunTip tip(RunId run, long next) {
        RunTip known = tips.get(run);
        if (known != null || next == 1) {
            return known == null ? RunTip.start() : known;
        }
        RunTip read = readTip(run);
        if (read.seq() >= next) {
            throw new SwarmException(
                    Code.NOT_OWNER, "run " + run + " is not this process's any more");
        }
        return read;
    }

    /// What a run begins with may have gone while nobody could know that there will be a run: the
    /// ended run that it goes on from, whose values are its own from now on; or where this process
    /// stood still for long, what it was triggered with.
    private void requireBeginning(Statements statements, RunEvent first) throws SQLException {
        if (!(first instanceof RunAccepted accepted)) {
            return;
        }
        Optional<RunId> origin = accepted.origin().map(RunOrigin::run);
        if (origin.isPresent() && !statements.query(RUN, ResultSet::next, origin.get().value())) {
            throw new SwarmException(
                    Code.CONFLICT,
                    "not started: run " + origin.get() + ", which it goes on from, was deleted");
        }
        if (accepted.trigger() instanceof Payload.Stored trigger && !blobs.has(trigger.sha256())) {
            throw new SwarmException(
                    Code.CONFLICT,
                    "not started: this process stood still, and swarm gc removed the trigger's"
                            + " data. Try again.");
        }
    }

    @Override
    public List<RecordedEvent> events(RunId run) {
        return reader.read(statements -> EventRows.events(statements, run));
    }

    @Override
    public Payload keep(JsonNode value) {
        byte[] bytes = Json.compactBytes(value);
        return bytes.length <= Payload.MAX_INLINE_BYTES ? new Payload.Inline(value) : store(bytes);
    }

    /// On the caller's thread, for a file may be long and the writer has others to serve.
    @Override
    public Artifact keepFile(String name, InputStream content) {
        return blobs.putFile(name, content, work -> writer.write("store " + name, _ -> work.run()));
    }

    @Override
    public JsonNode load(Payload payload) {
        return switch (payload) {
            case Payload.Inline(var value) -> value;
            case Payload.Stored stored -> blobs.json(stored.sha256());
        };
    }

    private Payload.Stored store(byte[] bytes) {
        Sha256 sha256 = Sha256.of(bytes);
        writer.run("store " + sha256, () -> blobs.put(sha256, bytes, writer::locked));
        return new Payload.Stored(sha256, bytes.length, preview(bytes));
    }

    /// What is stored is long: its first 800 bytes hold 200 whole characters, whichever they are.
    private static String preview(byte[] utf8) {
        String text = new String(utf8, 0, 4 * PREVIEW_CHARACTERS, StandardCharsets.UTF_8);
        return text.substring(0, text.offsetByCodePoints(0, PREVIEW_CHARACTERS));
    }

    private String stepResults(ObjectNode results) {
        String text = Json.compact(results);
        if (text.length() <= MAX_RESULTS_BYTES) {
            return text;
        }
        return PayloadCodec.column(store(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// Of a run that this process has not appended to since it started, or that has ended.
    private RunTip readTip(RunId run) {
        return reader.read(statements -> RunTip.read(statements, run));
    }
}
