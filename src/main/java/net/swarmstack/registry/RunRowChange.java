package net.swarmstack.registry;

import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Failure;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunEvent.RunFinished;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunOrigin;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.model.Timestamps;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What one append changes in a row of `workflow_runs`. Indexed columns are left alone where they
/// stay as they are, for a step costs less then.
final class RunRowChange {

    /// Of a run that has not ended.
    static final String OPEN = "status IN ('pending', 'running', 'waiting')";

    private static final String INSERT =
            """
            INSERT INTO workflow_runs (id, workflow_id, workflow_version, status, trigger_type,
                trigger_data, created_at, owner_epoch, resumed_from, retry_of)
            SELECT ?, ?, ?, 'pending', ?, ?, ?, e.epoch, ?, ?
            FROM (SELECT ? AS epoch) e
            WHERE e.epoch IS NULL OR EXISTS (SELECT 1 FROM owners o WHERE o.epoch = e.epoch)\
            """;

    private static final String PROGRESS =
            """
            UPDATE workflow_runs SET current_step = COALESCE(?, current_step),
                total_vm_time_ms = total_vm_time_ms + ?,
                total_api_tokens = total_api_tokens + ?
            WHERE id = ?\
            """;

    private static final String STATUS =
            """
            UPDATE workflow_runs SET status = ?, started_at = COALESCE(started_at, ?)
            WHERE id = ?\
            """;

    private static final String FINISH =
            """
            UPDATE workflow_runs SET current_step = NULL, completed_at = ?, error = ?,
                error_step = ?, step_results = ?
            WHERE id = ?\
            """;

    private static final String RELEASE =
            "UPDATE workflow_runs SET owner_epoch = NULL WHERE id = ?";

    private final RunId run;
    private final RunStatus before;
    private final List<RowWrite> inserts = new ArrayList<>();
    private final List<RowWrite> finishes = new ArrayList<>();
    private RunStatus status;
    private Optional<Instant> changedAt = Optional.empty();
    private Optional<StepId> currentStep = Optional.empty();
    private Duration executed = Duration.ZERO;
    private long tokens;
    private boolean released;

    RunRowChange(RunId run, RunStatus before) {
        this.run = run;
        this.before = before;
        this.status = before;
    }

    /// @param owner the epoch of the process that executes the run, where one does
    void accepted(RunAccepted event, Instant at, Optional<Long> owner) {
        inserts.add(
                Owners.required(
                        INSERT,
                        run.value(),
                        event.workflow().workflowId(),
                        event.workflow().version(),
                        event.triggerType(),
                        PayloadCodec.column(event.trigger()),
                        Timestamps.format(at),
                        from(event, RunOrigin.Kind.RESUME),
                        from(event, RunOrigin.Kind.RETRY),
                        owner.orElse(null)));
    }

    private static @Nullable String from(RunAccepted event, RunOrigin.Kind kind) {
        return event.origin()
                .filter(origin -> origin.kind() == kind)
                .map(origin -> origin.run().value())
                .orElse(null);
    }

    /// @param now whether nobody executes the run any more, for it is over or waits for a person
    void isReleased(boolean now) {
        released = now;
    }

    void status(RunStatus now, Instant at) {
        if (now != status) {
            status = now;
            changedAt = changedAt.or(() -> Optional.of(at));
        }
    }

    void stepStarted(StepId step) {
        currentStep = Optional.of(step);
    }

    /// What an attempt used counts for the run, as exactly as its event has it.
    void used(AttemptStats stats) {
        executed = executed.plusMillis(stats.execution().toMillis());
        tokens += stats.tokens().total();
    }

    /// @param stepResults the column's text
    void finished(RunFinished event, Instant at, String stepResults) {
        finishes.add(
                new RowWrite(
                        FINISH,
                        Timestamps.format(at),
                        event.error().map(Failure::toString).orElse(null),
                        event.errorStep().map(StepId::value).orElse(null),
                        stepResults,
                        run.value()));
    }

    /// The row itself, where it is new.
    List<RowWrite> inserts() {
        return List.copyOf(inserts);
    }

    /// What changes in it, to be run in order.
    List<RowWrite> updates() {
        var writes = new ArrayList<RowWrite>();
        if (status != before) {
            writes.add(new RowWrite(STATUS, status.text(), text(changedAt), run.value()));
        }
        if (currentStep.isPresent() || executed.isPositive() || tokens > 0) {
            writes.add(
                    new RowWrite(
                            PROGRESS,
                            currentStep.map(StepId::value).orElse(null),
                            executed.toMillis(),
                            tokens,
                            run.value()));
        }
        writes.addAll(finishes);
        if (released) {
            writes.add(new RowWrite(RELEASE, run.value()));
        }
        return writes;
    }

    private static @Nullable String text(Optional<Instant> at) {
        return at.map(Timestamps::format).orElse(null);
    }
}
