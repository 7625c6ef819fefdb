package net.swarmstack.registry;

import net.swarmstack.engine.PinnedPlans;
import net.swarmstack.model.Json;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunId;
import net.swarmstack.model.Timestamps;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Verifies one run. What only follows from another finding is not told: where its history was
/// changed nothing is concluded from that, and what its attempts can't be is not decided again.
final class RunVerification {

    private static final String ROW =
            "SELECT status, completed_at, step_results FROM workflow_runs WHERE id = ?";

    private static final String OPEN_STEPS =
            """
            SELECT step_id, status FROM step_executions
            WHERE run_id = ? AND status IN ('pending', 'running', 'waiting')\
            """;

    private static final Set<String> OPEN = Set.of("pending", "running", "waiting");

    private final RunId run;
    private final Place place;
    private final Statements memory;
    private final BlobChecks blobs;
    private final Replay replay;
    private final AttemptOrder attempts;
    private final Findings findings = new Findings();
    private final Set<String> told = new HashSet<>();
    private Optional<RunAccepted> accepted = Optional.empty();
    private long events;

    /// @param memory has the tables of a registry, and no rows
    RunVerification(RunId run, Statements memory, PinnedPlans plans, BlobChecks blobs) {
        this.run = run;
        this.place = Place.of(run);
        this.memory = memory;
        this.blobs = blobs;
        this.replay = new Replay(run, memory, plans);
        this.attempts = new AttemptOrder(place.toString(), findings);
    }

    Findings findings() {
        return findings;
    }

    /// @param statements see one state of the registry
    void run(Statements statements) throws SQLException {
        memory.script("BEGIN");
        try {
            Optional<EventRows.Damage> damage = EventRows.each(statements, run, this::read);
            damage.ifPresent(where -> findings.add(Check.HISTORY, where.toString()));
            if (events == 0 && damage.isEmpty()) {
                findings.add(Check.RUNS, place + ": it has no events");
            }
            for (Row row : statements.list(ROW, RunVerification::row, run.value())) {
                verifyResults(row);
                verifyEnd(row, statements);
            }
            if (!findings.has(Check.RUNS, Check.HISTORY, Check.ATTEMPTS, Check.SUCCESSES)) {
                compare(statements);
            }
        } finally {
            memory.script("ROLLBACK");
        }
    }

    private void read(EventRows.EventRow row) {
        events++;
        Place at = place.event(row.seq());
        try {
            JsonNode data = Json.parseStored(row.data());
            RunEvent event = EventCodec.event(row.type(), data);
            if (event instanceof RunAccepted first) {
                accepted = Optional.of(first);
            }
            attempts.add(event, data);
            blobs.verify(event, at.toString(), findings);
            replay.add(new RecordedEvent(run, row.seq(), Timestamps.parse(row.at()), event));
        } catch (RuntimeException e) {
            findings.add(Check.HISTORY, at + ": " + e.getMessage());
        }
    }

    /// What the row of a run holds that is verified beside its history.
    private record Row(String status, boolean hasEnded, String stepResults) {}

    private static Row row(ResultSet rows) throws SQLException {
        @Nullable String results = rows.getString(3);
        return new Row(
                rows.getString(1), rows.getString(2) != null, results == null ? "" : results);
    }

    private void verifyResults(Row row) {
        PayloadCodec.reference(row.stepResults)
                .ifPresent(reference ->
                        blobs.verify(reference, place.column("step_results").toString(), findings));
    }

    private void verifyEnd(Row row, Statements statements) throws SQLException {
        if (OPEN.contains(row.status)) {
            return;
        }
        if (!row.hasEnded) {
            addEnd(place.column("completed_at"), "it is empty, and the run is " + row.status);
        }
        Set<String> ofWorkflow = stepsOfWorkflow();
        statements.list(OPEN_STEPS, OpenStep::of, run.value()).stream()
                .filter(step -> ofWorkflow.contains(step.idOfWhole()))
                .forEach(step ->
                        addEnd(
                                place.step(step.id).column("status"),
                                "it is " + step.status + ", and the run is " + row.status));
    }

    /// The handlers' steps execute after the end.
    private Set<String> stepsOfWorkflow() {
        return accepted.stream()
                .flatMap(first -> first.workflow().definition().path("steps").valueStream())
                .map(step -> step.path("id").asString(""))
                .collect(Collectors.toSet());
    }

    private void addEnd(Place where, String what) {
        told.add(where.toString());
        findings.add(Check.ENDS, where + ": " + what);
    }

    private void compare(Statements statements) throws SQLException {
        replay.write();
        Optional<String> refusal = replay.refusal();
        if (refusal.isPresent()) {
            findings.add(Check.REPLAY, place + ", " + refusal.get());
        } else {
            new RowComparison(run, blobs, told, findings).compare(statements, memory);
        }
    }

    /// A step, or an item of one, that has not ended.
    private record OpenStep(String id, String status) {

        static OpenStep of(ResultSet row) throws SQLException {
            return new OpenStep(row.getString(1), row.getString(2));
        }

        String idOfWhole() {
            int item = id.indexOf('[');
            return item < 0 ? id : id.substring(0, item);
        }
    }
}
