package net.swarmstack.registry;

import net.swarmstack.engine.RunViews;
import net.swarmstack.engine.RunViews.RunView;
import net.swarmstack.engine.RunViews.StepView;
import net.swarmstack.model.Artifact;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.StepStatus;
import net.swarmstack.model.Timestamps;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Runs as the projections show them. Thread-safe.
final class SqliteRunViews implements RunViews {

    private static final int MAX_MATCHES = 10;

    private static final String RUN =
            "SELECT r.*, w.name FROM workflow_runs r JOIN workflows w ON w.id = r.workflow_id ";

    private static final String STEPS =
            """
            SELECT * FROM step_executions WHERE run_id = ?
            ORDER BY event_seq, queued_at, step_id\
            """;

    private static final String MATCHING =
            """
            SELECT id FROM workflow_runs WHERE id LIKE ? OR id LIKE ? ORDER BY id DESC LIMIT ?\
            """;

    private static final String RESULT =
            "SELECT data FROM run_events WHERE run_id = ? AND type = 'OutputsResolved'";

    private static final String USAGE =
            """
            SELECT data ->> '$.step', sum(data ->> '$.sandbox_ms'), sum(data ->> '$.execution_ms'),
                   sum(data ->> '$.cpu_ms'), max(data ->> '$.memory_peak_bytes')
            FROM run_events
            WHERE run_id = ? AND type IN ('AttemptSucceeded', 'AttemptFailed') GROUP BY 1\
            """;

    private static final String ARTIFACTS =
            """
            SELECT artifacts FROM step_executions
            WHERE run_id = ? AND step_id = ? AND artifacts IS NOT NULL\
            """;

    /// Of both tables.
    static final Set<String> JSON_COLUMNS =
            Set.of("trigger_data", "step_results", "inputs", "outputs", "artifacts");

    private final Reader reader;
    private final Owners owners;
    private final BlobStore blobs;

    SqliteRunViews(Reader reader, Owners owners, BlobStore blobs) {
        this.reader = reader;
        this.owners = owners;
        this.blobs = blobs;
    }

    @Override
    public List<RunId> matching(String text) {
        if (!text.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == '-')) {
            return List.of(); // no id holds such a character, and LIKE would give it a meaning
        }
        return reader.read(statements ->
                statements.list(
                        MATCHING,
                        row -> new RunId(row.getString(1)),
                        text + "%",
                        "%" + text,
                        MAX_MATCHES));
    }

    @Override
    public List<RunView> list(int limit) {
        return reader.read(statements ->
                statements.list(RUN + "ORDER BY r.id DESC LIMIT ?", this::run, limit));
    }

    @Override
    public List<RunView> list(String workflow, int limit) {
        return reader.read(statements ->
                statements.list(
                        RUN + "WHERE w.name = ? ORDER BY r.id DESC LIMIT ?",
                        this::run,
                        workflow,
                        limit));
    }

    @Override
    public Optional<RunView> find(RunId run) {
        return reader.read(statements ->
                statements.list(RUN + "WHERE r.id = ?", this::run, run.value()).stream()
                        .findFirst());
    }

    @Override
    public List<StepView> steps(RunId run) {
        return reader.read(statements -> statements.list(STEPS, SqliteRunViews::step, run.value()));
    }

    /// The list is an array; what is no array refers to one.
    @Override
    public Map<String, StepUsage> usage(RunId run) {
        var usage = new HashMap<String, StepUsage>();
        reader.read(statements ->
                        statements.list(
                                USAGE,
                                row ->
                                        Map.entry(
                                                row.getString(1),
                                                new StepUsage(
                                                        Duration.ofMillis(row.getLong(2)),
                                                        Duration.ofMillis(row.getLong(3)),
                                                        Duration.ofMillis(row.getLong(4)),
                                                        row.getLong(5))),
                                run.value()))
                .forEach(entry -> usage.put(entry.getKey(), entry.getValue()));
        return usage;
    }

    @Override
    public List<Artifact> artifacts(RunId run, String stepId) {
        List<String> columns =
                reader.read(statements ->
                        statements.list(ARTIFACTS, row -> row.getString(1), run.value(), stepId));
        return columns.stream()
                .map(Json::parseStored)
                .map(list ->
                        list.isArray()
                                ? list
                                : blobs.json(new Sha256(list.required("sha256").stringValue())))
                .flatMap(list -> Artifact.parseList(list).stream())
                .toList();
    }

    @Override
    public InputStream open(Artifact artifact) {
        return blobs.open(artifact.sha256());
    }

    @Override
    public Optional<JsonNode> result(RunId run) {
        return outputs(run)
                .map(outputs ->
                        outputs.has("value") ? outputs.get("value") : outputs.get("value_ref"));
    }

    @Override
    public Optional<JsonNode> wholeResult(RunId run) {
        return outputs(run)
                .map(outputs ->
                        switch (PayloadCodec.get(outputs, "value")) {
                            case Payload.Inline(var value) -> value;
                            case Payload.Stored stored -> blobs.json(stored.sha256());
                        });
    }

    private Optional<JsonNode> outputs(RunId run) {
        List<String> data =
                reader.read(statements ->
                        statements.list(RESULT, row -> row.getString(1), run.value()));
        return data.stream()
                .map(Json::parseStored)
                .filter(outputs -> outputs.has("value") || outputs.has("value_ref"))
                .findFirst();
    }

    @Override
    public List<ObjectNode> events(RunId run) {
        return reader.read(statements ->
                EventRows.of(statements, run).stream().map(SqliteRunViews::event).toList());
    }

    private RunView run(ResultSet rows) throws SQLException {
        ObjectNode row = row(rows);
        String workflow = row.remove("name").stringValue();
        RunStatus status = RunStatus.parse(rows.getString("status"));
        boolean isUnowned = row.get("owner_epoch").isNull();
        boolean ownerAlive =
                status.isFinal() || isUnowned || owners.isAlive(rows.getLong("owner_epoch"));
        return new RunView(new RunId(rows.getString("id")), workflow, status, ownerAlive, row);
    }

    private static StepView step(ResultSet rows) throws SQLException {
        ObjectNode row = row(rows);
        return new StepView(
                rows.getString("step_id"),
                StepStatus.parse(rows.getString("status")),
                Optional.ofNullable(rows.getString("started_at")).map(Timestamps::parse),
                row);
    }

    private static ObjectNode event(EventRows.EventRow event) {
        ObjectNode node =
                Json.object()
                        .put("seq", event.seq())
                        .put("at", event.at())
                        .put("type", event.type());
        node.set("data", Json.parseStored(event.data()));
        return node.put("hash", event.hash());
    }

    /// Every column by its name, columns that hold JSON as JSON.
    private static ObjectNode row(ResultSet rows) throws SQLException {
        ObjectNode row = Json.object();
        int columns = rows.getMetaData().getColumnCount();
        for (int i = 1; i <= columns; i++) {
            String name = rows.getMetaData().getColumnName(i);
            switch (rows.getObject(i)) {
                case null -> row.putNull(name);
                case Number number -> row.put(name, number.longValue());
                case Object text when JSON_COLUMNS.contains(name) ->
                        row.set(name, Json.parseStored(text.toString()));
                case Object text -> row.put(name, text.toString());
            }
        }
        return row;
    }
}
