package net.swarmstack.registry;

import net.swarmstack.engine.RunViews.StepView;
import net.swarmstack.engine.core.StepState;
import net.swarmstack.model.AgentPin;
import net.swarmstack.model.Failure;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepExecutionId;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.model.Timestamps;
import net.swarmstack.model.TokenUsage;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What one append changes in a row of `step_executions`: the last state counts, and where the row
/// is new it is written once.
final class StepRowChange {

    private static final String INSERT =
            """
            INSERT INTO step_executions (id, run_id, step_id, agent_id, agent_name, agent_version,
                status, vm_id, inputs, outputs, queued_at, started_at, completed_at, duration_ms,
                error, retry_count, event_seq, api_tokens_used, artifacts, waits_for)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET status = excluded.status, inputs = excluded.inputs,
                outputs = excluded.outputs, vm_id = excluded.vm_id,
                queued_at = COALESCE(queued_at, excluded.queued_at),
                started_at = COALESCE(started_at, excluded.started_at),
                completed_at = excluded.completed_at, duration_ms = excluded.duration_ms,
                error = excluded.error, retry_count = excluded.retry_count,
                api_tokens_used = api_tokens_used + excluded.api_tokens_used,
                artifacts = excluded.artifacts, waits_for = excluded.waits_for\
            """;

    private static final String UPDATE =
            """
            UPDATE step_executions SET status = ?, vm_id = COALESCE(?, vm_id),
                started_at = COALESCE(started_at, ?), retry_count = ?, outputs = ?,
                completed_at = ?, duration_ms = ?, error = ?,
                api_tokens_used = api_tokens_used + ?, artifacts = ?, waits_for = ?
            WHERE id = ?\
            """;

    private final RunId run;
    private final StepId step;
    private Optional<StepState> state = Optional.empty();
    private Optional<Instant> endedAt = Optional.empty();
    private Optional<Instant> startedAt = Optional.empty();
    private Optional<String> sandboxId = Optional.empty();
    private Optional<Instant> queuedAt = Optional.empty();
    private Optional<Long> createdBy = Optional.empty();
    private long tokens;

    StepRowChange(RunId run, StepId step) {
        this.run = run;
        this.step = step;
    }

    /// The row is new.
    void created(long seq) {
        createdBy = createdBy.or(() -> Optional.of(seq));
    }

    void queued(Instant at) {
        queuedAt = Optional.of(at);
    }

    /// @param first when the first attempt started
    void started(String sandbox, Instant first) {
        sandboxId = Optional.of(sandbox);
        begun(first);
    }

    void begun(Instant first) {
        startedAt = Optional.of(first);
    }

    /// Tokens that an attempt used.
    void used(TokenUsage more) {
        tokens += more.total();
    }

    void now(StepState newState, Optional<Instant> firstStart, Instant at) {
        state = Optional.of(newState);
        if (newState.status().isFinal()) {
            endedAt = Optional.of(at);
            startedAt = firstStart;
        }
    }

    /// @param agent what the step executes
    RowWrite write(Optional<AgentPin> agent) {
        StepState last = state.orElseThrow();
        String id = StepExecutionId.of(run, step).value();
        String status = last.status().text();
        String outputs = last.outputs().map(PayloadCodec::column).orElse(null);
        String error = last.failure().map(Failure::toString).orElse(null);
        String artifacts = last.remains().artifacts().map(PayloadCodec::column).orElse(null);
        int retries = Math.max(0, last.attempt() - 1);
        if (createdBy.isEmpty()) {
            return new RowWrite(
                    UPDATE,
                    status,
                    sandboxId.orElse(null),
                    text(startedAt),
                    retries,
                    outputs,
                    text(endedAt),
                    durationMillis(),
                    error,
                    tokens,
                    artifacts,
                    waitsFor(last),
                    id);
        }
        return new RowWrite(
                INSERT,
                id,
                run.value(),
                step.value(),
                agent.map(AgentPin::agentId).orElse(null),
                agent.map(AgentPin::name).orElse(null),
                agent.map(AgentPin::version).orElse(null),
                status,
                sandboxId.orElse(null),
                last.inputs().map(PayloadCodec::column).orElse(null),
                outputs,
                text(queuedAt),
                text(startedAt),
                text(endedAt),
                durationMillis(),
                error,
                retries,
                createdBy.get(),
                tokens,
                artifacts,
                waitsFor(last));
    }

    private static @Nullable String waitsFor(StepState state) {
        if (state.status() != StepStatus.WAITING) {
            return null;
        }
        return state.isOutcomeUnknown() ? StepView.OUTCOME_UNKNOWN : StepView.RETRY;
    }

    private static @Nullable String text(Optional<Instant> at) {
        return at.map(Timestamps::format).orElse(null);
    }

    private @Nullable Long durationMillis() {
        if (startedAt.isEmpty() || endedAt.isEmpty()) {
            return null;
        }
        return Duration.between(startedAt.get(), endedAt.get()).toMillis();
    }
}
