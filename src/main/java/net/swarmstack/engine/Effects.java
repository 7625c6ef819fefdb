package net.swarmstack.engine;

import net.swarmstack.engine.Admission.Ticket;
import net.swarmstack.engine.Mailbox.Message;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.engine.core.StepState;
import net.swarmstack.expression.Evaluation;
import net.swarmstack.model.Artifact;
import net.swarmstack.model.AttemptRemains;
import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Failure;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptFailed;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunEvent.AttemptSucceeded;
import net.swarmstack.model.RunEvent.HandlerFinished;
import net.swarmstack.model.StepId;
import net.swarmstack.plan.PlannedHandler.Action;
import net.swarmstack.plan.PlannedStep;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/// Carries out what a durable transaction asked for, each thing on a virtual thread of its own;
/// what comes of it goes back into the run's mailbox. Its own methods are called by the thread that
/// drains the mailbox.
final class Effects {

    private final ActiveRun run;
    private final EnginePorts ports;
    private final Admission admission;
    private final Executor threads;
    private final Mailbox mailbox;
    private final RandomGenerator random;
    private final Map<Ticket, StopSignal> live = new HashMap<>();
    private final Map<RunEvent, Timers.Timer> timers = new HashMap<>();
    private boolean isLeft;

    Effects(
            ActiveRun run,
            EnginePorts ports,
            Admission admission,
            Executor threads,
            RandomGenerator random,
            Mailbox mailbox) {
        this.run = run;
        this.ports = ports;
        this.admission = admission;
        this.threads = threads;
        this.random = random;
        this.mailbox = mailbox;
    }

    /// @param state the state that is durable now
    void carryOut(Effect effect, RunState state) {
        switch (effect) {
            case Effect.Launch(var started) -> launch(started, state);
            case Effect.Stop(var attempt) ->
                    Optional.ofNullable(live.get(attempt)).ifPresent(StopSignal::give);
            case Effect.SetTimer(var event, var delay) ->
                    timers.put(event, ports.timers().set(delay, () -> due(event)));
            case Effect.CancelTimer(var event) -> cancel(event);
            case Effect.RunHandler(var handler, var notification) ->
                    threads.execute(() -> {
                        var end = new HandlerFinished(handler, notify(notification, state));
                        mailbox.post(fold -> fold.apply(end));
                    });
            case Effect.Tell(var whoever) -> whoever.run();
        }
    }

    /// The run stops without its end: every attempt is told to end, and slots that no attempt
    /// executes in are given back.
    void stopAll() {
        Set.copyOf(timers.keySet()).forEach(this::cancel);
        admission.releaseAll(run.id(), Set.copyOf(live.keySet()));
        live.values().forEach(StopSignal::give);
    }

    /// The run is left on purpose: what its attempts still bring is not worth a word.
    void leave() {
        isLeft = true;
    }

    boolean isLeft() {
        return isLeft;
    }

    /// Tells of the results among what was not written, for the run is another process's by now.
    void tellLate(List<Transition> refused) {
        for (Transition transition : refused) {
            switch (transition.event().event()) {
                case AttemptSucceeded ended -> tellLate(ended.step(), ended.attempt());
                case AttemptFailed ended -> tellLate(ended.step(), ended.attempt());
                case RunEvent _ -> {}
            }
        }
    }

    private void tellLate(StepId step, int attempt) {
        ports.incidents()
                .tell(
                        Incidents.Kind.LATE_RESULT,
                        "refused: a late result of run %s, step %s, attempt %d"
                                .formatted(run.id(), step, attempt));
    }

    private void due(RunEvent event) {
        Message message =
                fold -> {
                    timers.remove(event);
                    fold.apply(event);
                };
        threads.execute(() -> mailbox.post(message));
    }

    private void cancel(RunEvent event) {
        Optional.ofNullable(timers.remove(event)).ifPresent(Timers.Timer::cancel);
    }

    private void launch(AttemptStarted started, RunState state) {
        var ticket = new Ticket(run.id(), started.step(), started.attempt());
        var stop = new StopSignal();
        live.put(ticket, stop);
        threads.execute(() -> {
            try {
                ports.runner()
                        .run(
                                attempt(started, state),
                                stop,
                                outcome -> mailbox.post(new Ended(ticket, outcome)));
            } catch (RuntimeException | Error e) {
                var failure =
                        new Failure(Failure.Type.SANDBOX_FAILED, "the step runner failed: " + e);
                var used = new AttemptStats(Duration.ZERO, Duration.ZERO);
                mailbox.post(new Ended(ticket, new AttemptOutcome.Failed(failure, used)));
            }
        });
    }

    private Attempt attempt(AttemptStarted started, RunState state) {
        PlannedStep step = run.plan().step(started.step());
        StepState resolved = state.step(started.step());
        return new Attempt(
                run.id(),
                started.step(),
                run.key(started.step()),
                started.attempt(),
                started.sandboxId(),
                run.demand(started.step()),
                step.manifest(),
                ports.history().load(resolved.inputs().orElseThrow()),
                step.timeout(),
                started.deadline(),
                resolved.remains().checkpoint().map(ports.history()::load));
    }

    /// An attempt has ended. What it gave is kept on the thread that drains, which may find no room
    /// for it, and tries again then.
    ///
    /// The slot is given back when the end is folded into the run, and not before: a step of the
    /// same run that waits for it would start though the end fails the run.
    private final class Ended implements Message {

        private final Ticket ticket;
        private final AttemptOutcome outcome;
        private final double jitter = random.nextDouble();

        Ended(Ticket ticket, AttemptOutcome outcome) {
            this.ticket = ticket;
            this.outcome = outcome;
        }

        @Override
        public void apply(RunFold fold) {
            RunEvent end = event();
            live.remove(ticket);
            admission.release(ticket);
            if (!fold.apply(end)) {
                tellLate(ticket.step(), ticket.attempt());
            }
        }

        @Override
        public void discard() {
            admission.release(ticket);
            if (!isLeft) {
                tellLate(ticket.step(), ticket.attempt());
            }
        }

        private RunEvent event() {
            return switch (outcome) {
                case AttemptOutcome.Succeeded(var outputs, var stats, var left) ->
                        new AttemptSucceeded(
                                ticket.step(),
                                ticket.attempt(),
                                ports.history().keep(outputs),
                                stats,
                                remains(left.artifacts(), Optional.empty()));
                case AttemptOutcome.Failed(var failure, var stats, var left) ->
                        new AttemptFailed(
                                ticket.step(),
                                ticket.attempt(),
                                failure,
                                stats,
                                remains(left.artifacts(), left.checkpoint()),
                                jitter);
            };
        }
    }

    private AttemptRemains remains(List<Artifact> artifacts, Optional<JsonNode> checkpoint) {
        return new AttemptRemains(
                artifacts.isEmpty()
                        ? Optional.empty()
                        : Optional.of(ports.history().keep(Artifact.list(artifacts))),
                checkpoint.map(ports.history()::keep));
    }

    private Optional<Failure> notify(Action.Notify notification, RunState state) {
        try {
            switch (run.resolver().settings(notification, state)) {
                case Evaluation.Failed(var message) -> {
                    return Optional.of(new Failure(Failure.Type.BAD_INPUT, message));
                }
                case Evaluation.Value(var settings) ->
                        notifier(notification.type()).notify(run.id(), settings);
            }
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(new Failure(Failure.Type.ERROR, String.valueOf(e.getMessage())));
        }
    }

    private Notifier notifier(String type) {
        return ports.notifiers().stream()
                .filter(notifier -> notifier.type().equals(type))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no notifier of type " + type));
    }
}
