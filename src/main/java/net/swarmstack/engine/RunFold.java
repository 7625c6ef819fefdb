package net.swarmstack.engine;

import net.swarmstack.engine.Admission.Ticket;
import net.swarmstack.engine.core.Command;
import net.swarmstack.engine.core.Decider;
import net.swarmstack.engine.core.Decision;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunEvent.ItemsCollected;
import net.swarmstack.model.RunEvent.OutputsResolved;
import net.swarmstack.model.RunEvent.Resolved;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunEvent.RunFinished;
import net.swarmstack.model.StepId;
import net.swarmstack.plan.PlannedStep;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Stream;

/// Folds the events of one run into its state, and answers at once the commands that may be: their
/// events share the transaction of the event that asked. Used by one thread at a time.
final class RunFold {

    private final ActiveRun run;
    private final StepRunner runner;
    private final Admission admission;
    private final InstantSource clock;
    private final Grants grants;
    private final Map<StepId, Instant> stepDeadlines = new HashMap<>();
    private Optional<Instant> runDeadline = Optional.empty();
    private RunState state = RunState.initial();
    private long seq;
    private List<Transition> transitions = new ArrayList<>();
    private List<Effect> effects = new ArrayList<>();

    /// Told when an attempt that waited in line has its slot, on any thread.
    interface Grants {
        void granted(Ticket attempt);
    }

    /// One transaction.
    ///
    /// @param effects to be carried out once it is durable
    record Batch(List<Transition> transitions, List<Effect> effects) {}

    RunFold(
            ActiveRun run,
            StepRunner runner,
            Admission admission,
            InstantSource clock,
            Grants grants) {
        this.run = run;
        this.runner = runner;
        this.admission = admission;
        this.clock = clock;
        this.grants = grants;
    }

    RunState state() {
        return state;
    }

    /// What has happened since the last call, to be made durable.
    Batch takeBatch() {
        var batch = new Batch(transitions, effects);
        transitions = new ArrayList<>();
        effects = new ArrayList<>();
        return batch;
    }

    /// An attempt that waited in line has its slot.
    void granted(Ticket attempt) {
        apply(started(attempt, now()));
    }

    /// Applies an event, and all that answer it at once.
    void apply(RunEvent event) {
        Instant now = now();
        Queue<RunEvent> events = new ArrayDeque<>();
        events.add(event);
        while (!events.isEmpty()) {
            RunEvent next = events.remove();
            if (next instanceof RunAccepted) {
                runDeadline = run.plan().rules().timeout().map(now::plus);
            }
            Decision decision = Decider.decide(run.plan(), state, next);
            if (next instanceof AttemptStarted started) {
                launch(started, decision.refused());
            }
            if (decision.refused()) {
                continue;
            }
            state = decision.next();
            transitions.add(new Transition(new RecordedEvent(run.id(), ++seq, now, next), state));
            decision.commands().forEach(command -> carryOut(command, events, now));
        }
    }

    /// Events keep milliseconds.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /// The run may have ended since the slot was asked for: then it is given back.
    private void launch(AttemptStarted started, boolean refused) {
        if (refused) {
            admission.release(ticket(started.step(), started.attempt()));
        } else {
            effects.add(new Effect.Launch(started));
        }
    }

    private void carryOut(Command command, Queue<RunEvent> events, Instant now) {
        switch (command) {
            case Command.Resolve(var step) ->
                    events.add(new Resolved(step, run.resolver().step(step, state)));
            case Command.ResolveOutputs() ->
                    events.add(new OutputsResolved(run.resolver().result(state)));
            case Command.CollectItems(var step) ->
                    events.add(new ItemsCollected(step, run.resolver().collected(step, state)));
            case Command.FinishRun(var status, var error, var errorStep) ->
                    events.add(new RunFinished(status, error, errorStep));
            case Command.StartAttempt(var step, var attempt, _) -> {
                Ticket ticket = ticket(step, attempt);
                int limit = run.plan().rules().concurrentSteps();
                if (admission.admit(ticket, limit, () -> grants.granted(ticket))) {
                    events.add(started(ticket, now));
                }
            }
            case Command.StopAttempt(var step, var attempt) ->
                    effects.add(new Effect.Stop(ticket(step, attempt)));
            case Command.SetTimer(var timed, var delay) ->
                    effects.add(new Effect.SetTimer(timed, delay));
            case Command.CancelTimer(var timed) -> effects.add(new Effect.CancelTimer(timed));
            case Command.RunHandler(var handler) -> effects.add(new Effect.RunHandler(handler));
        }
    }

    private AttemptStarted started(Ticket ticket, Instant now) {
        return new AttemptStarted(
                ticket.step(),
                ticket.attempt(),
                runner.sandboxId(run.id(), ticket.step(), ticket.attempt()),
                deadline(run.plan().step(ticket.step()), now));
    }

    /// The first of the deadlines of the attempt, its step and, but for a handler, the run.
    private Instant deadline(PlannedStep step, Instant now) {
        Optional<Instant> ofStep =
                step.stepTimeout()
                        .map(timeout ->
                                stepDeadlines.computeIfAbsent(step.id(), _ -> now.plus(timeout)));
        Optional<Instant> ofAttempt = Optional.of(now.plus(step.timeout()));
        Optional<Instant> ofRun = runDeadline.filter(_ -> !run.plan().isOfHandler(step.id()));
        return Stream.of(ofAttempt, ofStep, ofRun)
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private Ticket ticket(StepId step, int attempt) {
        return new Ticket(run.id(), step, attempt);
    }
}
