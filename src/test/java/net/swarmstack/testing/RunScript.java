package net.swarmstack.testing;

import net.swarmstack.engine.Transition;
import net.swarmstack.engine.core.Items;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.engine.core.StepState;
import net.swarmstack.engine.core.Tries;
import net.swarmstack.model.AgentPin;
import net.swarmstack.model.AttemptRemains;
import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptFailed;
import net.swarmstack.model.RunEvent.AttemptLeft;
import net.swarmstack.model.RunEvent.AttemptLost;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunEvent.AttemptSucceeded;
import net.swarmstack.model.RunEvent.Inheritance;
import net.swarmstack.model.RunEvent.Inherited;
import net.swarmstack.model.RunEvent.ItemsCollected;
import net.swarmstack.model.RunEvent.Resolution;
import net.swarmstack.model.RunEvent.Resolved;
import net.swarmstack.model.RunEvent.Result;
import net.swarmstack.model.RunEvent.RetryDue;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunEvent.RunFinished;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.model.TokenUsage;
import net.swarmstack.model.WorkflowPin;

import org.pcollections.PVector;
import org.pcollections.TreePVector;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells the story of a run step by step, as the engine would, and gives its transitions.
public final class RunScript {

    public static final Instant START = Instant.parse("2026-01-02T03:04:05.006Z");
    public static final String WORKFLOW_ID = "01900000-0000-7000-8000-0000000000aa";
    public static final String AGENT_ID = "01900000-0000-7000-8000-0000000000bb";

    private final RunId run;
    private final List<Transition> pending = new ArrayList<>();
    private TokenUsage tokens = TokenUsage.NONE;
    private AttemptRemains remains = AttemptRemains.NOTHING;
    private RunState state = RunState.initial();
    private Instant now = START;
    private long seq;

    public RunScript(RunId run) {
        this.run = run;
    }

    /// The id of the n-th run of a test.
    public static RunId run(int n) {
        return new RunId(String.format("01900000-0000-7000-8000-%012x", n));
    }

    public RunId id() {
        return run;
    }

    /// Lets time pass before the next event.
    public RunScript after(Duration time) {
        now = now.plus(time);
        return this;
    }

    public RunScript accepted(Payload trigger, String... steps) {
        return accepted(RunStatus.RUNNING, trigger, steps);
    }

    /// As [#accepted], of a run that nobody executes yet.
    public RunScript queued(Payload trigger, String... steps) {
        return accepted(RunStatus.PENDING, trigger, steps);
    }

    private RunScript accepted(RunStatus then, Payload trigger, String... steps) {
        ObjectNode definition = Json.object();
        ArrayNode list = definition.putArray("steps");
        for (String step : steps) {
            list.addObject().put("id", step).put("agent", "echo@1.0.0");
            state = with(pending(step));
        }
        var agent = new AgentPin(AGENT_ID, "echo", "1.0.0", Sha256.of(new byte[0]), Json.object());
        return add(
                new RunAccepted(
                        new WorkflowPin(WORKFLOW_ID, "flow", "1.0.0", definition),
                        Map.of("echo@1.0.0", agent),
                        "manual",
                        trigger,
                        Json.object().put("colour", "blue"),
                        Optional.empty(),
                        Optional.empty()),
                status(then));
    }

    public RunScript resolved(String step, Payload inputs) {
        StepState s = step(step);
        return add(
                new Resolved(s.id(), new Resolution.Run(inputs)),
                with(
                        new StepState(
                                s.id(),
                                StepStatus.PENDING,
                                0,
                                s.tries(),
                                Optional.empty(),
                                Optional.of(inputs),
                                Optional.empty())));
    }

    /// A step is found to execute once for each of so many items, which are there then.
    public RunScript each(String step, Payload items, int count) {
        StepState s = step(step);
        for (int i = 0; i < count; i++) {
            state = with(state, pending(s.id().item(i).value()));
        }
        return add(
                new Resolved(s.id(), new Resolution.Each(items, count)),
                with(
                        new StepState(
                                s.id(),
                                StepStatus.RUNNING,
                                0,
                                s.tries(),
                                Optional.of(new Items(count, count, 0, Optional.empty())),
                                Optional.of(items),
                                Optional.empty())));
    }

    public RunScript collected(String step, Payload outputs) {
        return add(
                new ItemsCollected(new StepId(step), new Result.Value(outputs)),
                with(ended(step, StepStatus.SUCCEEDED, Optional.of(outputs), Optional.empty())));
    }

    public RunScript unresolvable(String step, Failure failure) {
        return add(
                new Resolved(new StepId(step), new Resolution.Unresolvable(failure)),
                with(ended(step, StepStatus.FAILED, Optional.empty(), Optional.of(failure))));
    }

    public RunScript skipped(String step) {
        return add(
                new Resolved(new StepId(step), new Resolution.Skip()),
                with(ended(step, StepStatus.SKIPPED, Optional.empty(), Optional.empty())));
    }

    public RunScript started(String step, String sandboxId) {
        StepState s = step(step);
        return add(
                new AttemptStarted(
                        s.id(), s.attempt() + 1, sandboxId, now.plus(Duration.ofMinutes(5))),
                with(
                        new StepState(
                                s.id(),
                                StepStatus.RUNNING,
                                0,
                                tries(s.attempt() + 1, s.failure(), s.remains()),
                                Optional.empty(),
                                s.inputs(),
                                s.outputs())));
    }

    public RunScript succeeded(String step, Payload outputs) {
        StepState s = step(step);
        return add(
                new AttemptSucceeded(s.id(), s.attempt(), outputs, stats(), remains),
                with(ended(step, StepStatus.SUCCEEDED, Optional.of(outputs), Optional.empty())));
    }

    public RunScript failed(String step, Failure failure) {
        return attemptFailed(step, failure, StepStatus.FAILED);
    }

    /// An attempt fails that another will follow.
    public RunScript failedForNow(String step, Failure failure) {
        return attemptFailed(step, failure, StepStatus.WAITING);
    }

    private RunScript attemptFailed(String step, Failure failure, StepStatus then) {
        StepState s = step(step);
        return add(
                new AttemptFailed(s.id(), s.attempt(), failure, stats(), remains, 0.5),
                with(ended(step, then, Optional.empty(), Optional.of(failure))));
    }

    /// The process of an attempt leaves it on purpose.
    public RunScript left(String step) {
        StepState s = step(step);
        return add(new AttemptLeft(s.id(), s.attempt()), touching(state, TreePVector.empty()));
    }

    /// An attempt is lost, and another will follow.
    public RunScript lost(String step) {
        StepState s = step(step);
        return add(
                new AttemptLost(s.id(), s.attempt()),
                with(
                        ended(
                                step,
                                StepStatus.PENDING,
                                Optional.empty(),
                                Optional.of(new Failure(Failure.Type.SANDBOX_LOST, "gone")))));
    }

    /// A step succeeded in the run that this one goes on from.
    public RunScript inherited(String step, Payload outputs) {
        return add(
                new Inherited(
                        new StepId(step),
                        new Inheritance.Succeeded(outputs, AttemptRemains.NOTHING)),
                with(ended(step, StepStatus.SUCCEEDED, Optional.of(outputs), Optional.empty())));
    }

    public RunScript retryDue(String step) {
        StepState s = step(step);
        return add(
                new RetryDue(s.id(), s.attempt() + 1),
                with(ended(step, StepStatus.PENDING, Optional.empty(), s.failure())));
    }

    /// An event that is about no step, and ends some.
    public RunScript event(RunEvent event, StepStatus end, String... steps) {
        RunState after = state;
        PVector<StepId> touched = TreePVector.empty();
        for (String step : steps) {
            after = with(after, ended(step, end, Optional.empty(), Optional.empty()));
            touched = touched.plus(new StepId(step));
        }
        return add(event, touching(after, touched));
    }

    public RunScript finished(RunStatus status, Optional<Failure> error, Optional<String> step) {
        return add(
                new RunFinished(status, error, step.map(StepId::new)),
                touching(status(status), TreePVector.empty()));
    }

    /// Resolves, starts and ends a step well, each with a small payload.
    public RunScript wholeStep(String step) {
        return resolved(step, inline("message", "in " + step))
                .started(step, "proc-" + step)
                .succeeded(step, inline("echoed", "out " + step));
    }

    /// What happened since the last call.
    public List<Transition> take() {
        var taken = List.copyOf(pending);
        pending.clear();
        return taken;
    }

    public static Payload inline(String name, String text) {
        return new Payload.Inline(Json.object().put(name, text));
    }

    public static JsonNode large() {
        return Json.object().put("text", "é".repeat(Payload.MAX_INLINE_BYTES));
    }

    private RunScript add(RunEvent event, RunState after) {
        state = after;
        pending.add(new Transition(new RecordedEvent(run, ++seq, now, event), after));
        return this;
    }

    /// From now on every attempt uses these tokens and leaves this.
    public RunScript leaving(TokenUsage tokens, AttemptRemains remains) {
        this.tokens = tokens;
        this.remains = remains;
        return this;
    }

    private AttemptStats stats() {
        return new AttemptStats(Duration.ofMillis(3), Duration.ofMillis(40), tokens);
    }

    private StepState step(String id) {
        return state.step(new StepId(id));
    }

    private static StepState pending(String id) {
        return new StepState(
                new StepId(id),
                StepStatus.PENDING,
                0,
                tries(0, Optional.empty(), AttemptRemains.NOTHING),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Tries tries(int last, Optional<Failure> failure, AttemptRemains remains) {
        return new Tries(last, Tries.Losses.NONE, false, false, failure, remains);
    }

    private StepState ended(
            String id, StepStatus end, Optional<Payload> outputs, Optional<Failure> failure) {
        StepState s = step(id);
        return new StepState(
                s.id(),
                end,
                0,
                tries(s.attempt(), failure, remains),
                s.items(),
                s.inputs(),
                outputs);
    }

    private RunState with(StepState step) {
        return touching(with(state, step), TreePVector.singleton(step.id()));
    }

    private static RunState with(RunState state, StepState step) {
        return new RunState(
                state.status(),
                state.steps().plus(step.id(), step),
                state.open(),
                state.active(),
                state.unknown(),
                state.stopped(),
                state.error(),
                state.errorStep(),
                state.result(),
                state.handlersEnded(),
                state.over(),
                state.touched());
    }

    private RunState status(RunStatus status) {
        return new RunState(
                status,
                state.steps(),
                state.open(),
                state.active(),
                state.unknown(),
                state.stopped(),
                state.error(),
                state.errorStep(),
                state.result(),
                state.handlersEnded(),
                state.over(),
                TreePVector.empty());
    }

    private static RunState touching(RunState state, PVector<StepId> touched) {
        return new RunState(
                state.status(),
                state.steps(),
                state.open(),
                state.active(),
                state.unknown(),
                state.stopped(),
                state.error(),
                state.errorStep(),
                state.result(),
                state.handlersEnded(),
                state.over(),
                touched);
    }
}
