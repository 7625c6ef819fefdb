package net.swarmstack.registry;

import net.swarmstack.engine.Transition;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.engine.core.StepState;
import net.swarmstack.model.AgentPin;
import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Json;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptFailed;
import net.swarmstack.model.RunEvent.AttemptLeft;
import net.swarmstack.model.RunEvent.AttemptLost;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunEvent.AttemptSucceeded;
import net.swarmstack.model.RunEvent.CancelRequested;
import net.swarmstack.model.RunEvent.HandlerFinished;
import net.swarmstack.model.RunEvent.Inherited;
import net.swarmstack.model.RunEvent.ItemsCollected;
import net.swarmstack.model.RunEvent.OutcomeDecided;
import net.swarmstack.model.RunEvent.OutputsResolved;
import net.swarmstack.model.RunEvent.Resolved;
import net.swarmstack.model.RunEvent.RetryDue;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunEvent.RunDeadlinePassed;
import net.swarmstack.model.RunEvent.RunFinished;
import net.swarmstack.model.RunEvent.StepDeadlinePassed;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.model.Timestamps;
import net.swarmstack.model.WorkflowPin;

import org.pcollections.PMap;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Turns the transitions of one append into rows: an event each, and of every projected row that
/// they touch the last state. Made for one append, used by one thread.
final class Projection {

    private static final String INSERT_EVENT =
            """
            INSERT INTO run_events (run_id, seq, at, type, data, hash)
            VALUES (?, ?, ?, ?, ?, ?)\
            """;

    /// Refused where the run is another process's by now.
    private static final String INSERT_OWN_EVENT =
            """
            INSERT INTO run_events (run_id, seq, at, type, data, hash)
            SELECT ?, ?, ?, ?, ?, ?
            WHERE EXISTS (SELECT 1 FROM workflow_runs WHERE id = ? AND owner_epoch = ?)\
            """;

    private final RunId run;
    private final Optional<Long> owner;
    private final Function<ObjectNode, String> stepResults;
    private final List<RowWrite> events = new ArrayList<>();
    private final RunRowChange runRow;
    private final Map<StepId, StepRowChange> stepRows = new LinkedHashMap<>();
    private long seq;
    private String hash;
    private RunTip tip;
    private Map<String, AgentPin> agents;
    private PMap<StepId, Instant> startedAt;

    /// @param tip where the run stands
    /// @param owner the epoch of this process; none where nobody executes the run yet
    /// @param stepResults the text of the column `step_results` for its object
    Projection(
            RunId run, RunTip tip, Optional<Long> owner, Function<ObjectNode, String> stepResults) {
        this.run = run;
        this.owner = owner;
        this.stepResults = stepResults;
        this.runRow = new RunRowChange(run, tip.status());
        this.tip = tip;
        this.seq = tip.seq();
        this.hash = tip.hash();
        this.agents = tip.agents();
        this.startedAt = tip.startedAt();
    }

    /// @throws IllegalArgumentException where the event does not follow the last one
    void add(Transition transition) {
        RecordedEvent recorded = transition.event();
        if (recorded.seq() != seq + 1 || !recorded.run().equals(run)) {
            throw new IllegalArgumentException(
                    "event " + recorded.seq() + " does not follow event " + seq + " of " + run);
        }
        addEvent(recorded);
        addChanges(recorded, transition.after());
        addTouchedSteps(recorded, transition.after());
        runRow.status(transition.after().status(), recorded.at());
        runRow.isReleased(
                transition.after().over() || transition.after().status() == RunStatus.WAITING);
        seq = recorded.seq();
        tip = new RunTip(seq, hash, transition.after().status(), agents, startedAt);
    }

    /// Where the run stands after all that was added.
    RunTip tip() {
        return tip;
    }

    /// The changes, to be run in order.
    List<RowWrite> writes() {
        var writes = new ArrayList<RowWrite>();
        writes.addAll(runRow.inserts()); // the other rows refer to it
        writes.addAll(events); // while the run is still this process's
        writes.addAll(runRow.updates());
        stepRows.forEach((step, change) ->
                writes.add(change.write(Optional.ofNullable(agents.get(step.step().value())))));
        return writes;
    }

    private void addEvent(RecordedEvent recorded) {
        String at = Timestamps.format(recorded.at());
        String type = EventCodec.type(recorded.event());
        String data = Json.compact(EventCodec.data(recorded.event()));
        hash = HashChain.next(hash, run, recorded.seq(), at, type, data);
        events.add(insert(recorded.seq(), at, type, data));
    }

    /// One check is enough for a transaction, and the first event of a run needs none.
    private RowWrite insert(long at, String time, String type, String data) {
        return events.isEmpty() && at > 1
                ? RowWrite.required(
                        "run " + run + " is not this process's any more",
                        INSERT_OWN_EVENT,
                        run.value(),
                        at,
                        time,
                        type,
                        data,
                        hash,
                        run.value(),
                        owner.orElse(null))
                : new RowWrite(INSERT_EVENT, run.value(), at, time, type, data, hash);
    }

    private void addChanges(RecordedEvent recorded, RunState after) {
        Instant at = recorded.at();
        switch (recorded.event()) {
            case RunAccepted accepted -> {
                agents = agentsByStep(accepted);
                runRow.accepted(accepted, at, owner);
            }
            case Inherited(var step, _) -> row(step).created(recorded.seq());
            case Resolved(var step, _) -> {
                StepRowChange row = row(step);
                row.created(recorded.seq());
                row.queued(at);
            }
            case AttemptStarted started -> {
                Instant first = begun(started.step(), at);
                row(started.step()).started(started.sandboxId(), first);
                if (!after.status().isFinal()) { // of a handler: the run itself is over
                    runRow.stepStarted(started.step());
                }
            }
            case AttemptSucceeded ended -> used(ended.step(), ended.stats());
            case AttemptFailed ended -> used(ended.step(), ended.stats());
            case RunFinished finished ->
                    runRow.finished(finished, at, stepResults.apply(results(after)));
            case AttemptLeft _,
                    AttemptLost _,
                    OutcomeDecided _,
                    ItemsCollected _,
                    RetryDue _,
                    StepDeadlinePassed _,
                    RunDeadlinePassed _,
                    CancelRequested _,
                    OutputsResolved _,
                    HandlerFinished _ -> {}
        }
    }

    private void addTouchedSteps(RecordedEvent recorded, RunState after) {
        for (StepState state : after.touchedSteps()) {
            boolean exists =
                    state.inputs().isPresent()
                            || state.failure().isPresent() // inherited, and not yet resolved here
                            || stepRows.containsKey(state.id());
            if (!exists && !state.status().isFinal()) {
                continue; // not resolved yet: no row stands for it
            }
            StepRowChange row = row(state.id());
            if (!exists) {
                row.created(recorded.seq());
            }
            if (state.items().isPresent() && !state.status().isFinal()) {
                row.begun(begun(state.id(), recorded.at()));
            }
            row.now(state, Optional.ofNullable(startedAt.get(state.id())), recorded.at());
            if (state.status().isFinal()) {
                startedAt = startedAt.minus(state.id());
            }
        }
    }

    private void used(StepId step, AttemptStats stats) {
        runRow.used(stats);
        row(step).used(stats.tokens());
    }

    /// When a step began, which is now where it has not yet.
    private Instant begun(StepId step, Instant now) {
        Instant first = startedAt.getOrDefault(step, now);
        startedAt = startedAt.plus(step, first);
        return first;
    }

    private StepRowChange row(StepId step) {
        return stepRows.computeIfAbsent(step, id -> new StepRowChange(run, id));
    }

    /// The agent of each step, by the workflow and the pins that the run was accepted with.
    static Map<String, AgentPin> agentsByStep(RunAccepted accepted) {
        var agents = new HashMap<String, AgentPin>();
        WorkflowPin.steps(accepted.workflow().definition())
                .forEach(step -> {
                    AgentPin agent = accepted.agents().get(step.path("agent").asString(""));
                    if (agent != null) {
                        agents.put(step.path("id").asString(""), agent);
                    }
                });
        return Map.copyOf(agents);
    }

    /// Step id to `{status, outputs}`.
    private static ObjectNode results(RunState state) {
        ObjectNode results = Json.object();
        for (StepState step : state.steps().values()) {
            if (step.id().isItem() || !step.status().isFinal()) {
                continue; // in the list of the whole step, or a handler's, which begins now
            }
            ObjectNode result = results.putObject(step.id().value());
            result.put("status", step.status().text());
            step.outputs().ifPresent(outputs -> PayloadCodec.put(result, "outputs", outputs));
        }
        return results;
    }

    /// The event that a run begins with, as [#agentsByStep] needs it.
    static RunAccepted asAccepted(RunEvent first) {
        if (first instanceof RunAccepted accepted) {
            return accepted;
        }
        throw new IllegalArgumentException("the first event is not RunAccepted");
    }
}
