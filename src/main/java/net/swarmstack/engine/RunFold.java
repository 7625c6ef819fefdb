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
import net.swarmstack.model.RunEvent.RunFinished;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/// Folds the events of one run into its state, and answers at once the commands that may be: their
/// events share the transaction of the event that asked. Used by one thread at a time.
final class RunFold {

    private final ActiveRun run;
    private final StepRunner runner;
    private final Admission admission;
    private final InstantSource clock;
    private final Grants grants;
    private RunState state = RunState.initial();
    private Deadlines deadlines = Deadlines.NONE;
    private long seq;
    private List<Transition> transitions = new ArrayList<>();
    private List<Effect> effects = new ArrayList<>();
    private boolean hasTimers;

    /// The attempts that the last call wanted slots for.
    private final List<Ticket> wanted = new ArrayList<>();

    /// Told when an attempt that waited in line has its slot, on any thread.
    interface Grants {
        void granted(Ticket attempt);
    }

    /// One transaction.
    ///
    /// @param effects to be carried out once it is durable
    record Batch(List<Transition> transitions, List<Effect> effects) {

        boolean isEmpty() {
            return transitions.isEmpty() && effects.isEmpty();
        }
    }

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

    /// Folds what is durable, without acting upon it.
    ///
    /// @throws net.swarmstack.model.SwarmException `MISCONFIGURED` where the core does not take an
    ///   event that it took before
    void replay(RecordedEvent past) {
        Decision decision = Recovery.decideAgain(run.plan(), state, seq, past);
        deadlines = deadlines.after(past.event(), decision.commands(), past.at());
        state = decision.next();
        seq = past.seq();
    }

    /// Goes on after a replay: asks again for what was asked and has not come. A run that waits for
    /// a person asks for nothing: its deadlines may be long over, and wait for what that person
    /// says.
    void goOn() {
        if (state.status() == RunStatus.WAITING) {
            return;
        }
        Instant now = now();
        atomically(() -> {
            setTimers(now);
            List<Command> asked = Recovery.asked(run.plan(), state);
            fold(new ArrayDeque<>(Recovery.lost(run.plan(), state)), now);
            var events = new ArrayDeque<RunEvent>();
            asked.forEach(command -> carryOut(command, events, now));
            fold(events, now);
        });
    }

    /// Begins a run with its first events, all at one moment.
    void begin(Instant at, List<RunEvent> first) {
        hasTimers = true;
        atomically(() -> fold(new ArrayDeque<>(first), at));
    }

    /// Applies an event, and all that answer it at once: all, or none where a command can't be
    /// answered now.
    ///
    /// @return whether it changed anything
    boolean apply(RunEvent given) {
        long before = seq;
        Instant now = now();
        atomically(() -> {
            setTimers(now);
            fold(new ArrayDeque<>(List.of(given)), now);
        });
        return seq > before;
    }

    /// What executes will be lost, for the run is left on purpose.
    void leave() {
        Recovery.left(run.plan(), state).forEach(this::apply);
    }

    /// Sets the timers that a replay left, once; before anything that may take them back.
    private void setTimers(Instant now) {
        if (!hasTimers) {
            deadlines
                    .untilEach(now)
                    .forEach((event, delay) -> effects.add(new Effect.SetTimer(event, delay)));
            hasTimers = true;
        }
    }

    /// Tells somebody once all that was folded until now is durable.
    void whenDurable(Runnable whoever) {
        effects.add(new Effect.Tell(whoever));
    }

    private void atomically(Runnable work) {
        var before = new Snapshot();
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            before.restore();
            throw e;
        }
    }

    private void fold(Queue<RunEvent> events, Instant now) {
        while (!events.isEmpty()) {
            RunEvent next = events.remove();
            Decision decision = Decider.decide(run.plan(), state, next);
            if (next instanceof AttemptStarted started) {
                launch(started, decision.refused());
            }
            if (decision.refused()) {
                continue;
            }
            deadlines = deadlines.after(next, decision.commands(), now);
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
        if (!refused) {
            effects.add(new Effect.Launch(started));
        } else if (!state.step(started.step()).isExecuting(started.attempt())) {
            admission.release(ticket(started.step(), started.attempt()));
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
                wanted.add(ticket);
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
            case Command.RunHandler(var handler, var notification) ->
                    effects.add(new Effect.RunHandler(handler, notification));
        }
    }

    private AttemptStarted started(Ticket ticket, Instant now) {
        return new AttemptStarted(
                ticket.step(),
                ticket.attempt(),
                runner.sandboxId(
                        run.id(), ticket.step(), ticket.attempt(), run.demand(ticket.step())),
                deadlines.ofAttempt(run.plan(), ticket.step(), now));
    }

    private Ticket ticket(StepId step, int attempt) {
        return new Ticket(run.id(), step, attempt);
    }

    /// What the fold was before a call that may fail in its midst.
    private final class Snapshot {

        private final RunState stateBefore = state;
        private final Deadlines deadlinesBefore = deadlines;
        private final long seqBefore = seq;
        private final int transitionsBefore = transitions.size();
        private final int effectsBefore = effects.size();
        private final boolean hadTimers = hasTimers;

        Snapshot() {
            wanted.clear();
        }

        void restore() {
            admission.release(List.copyOf(wanted));
            effects.subList(effectsBefore, effects.size()).clear();
            transitions.subList(transitionsBefore, transitions.size()).clear();
            state = stateBefore;
            deadlines = deadlinesBefore;
            seq = seqBefore;
            hasTimers = hadTimers;
        }
    }
}
