package net.swarmstack.engine;

import net.swarmstack.engine.Admission.Ticket;
import net.swarmstack.engine.Mailbox.Message;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.CancelRequested;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/// One run: a mailbox that is drained by at most one thread at a time, so that the run has one
/// writer. What happened is made durable first, then told and acted upon.
///
/// Where the store does not take a transaction for now (the disk is full, another process writes),
/// the run pauses and tries again; what comes meanwhile waits in the mailbox. Where the store can't
/// be trusted, or the run is another process's by now, the run stops here: its attempts are told to
/// end, and whoever waits for it gets the reason. What the history holds is still true.
final class RunActor implements RunHandle {

    /// The most messages that share a transaction; bounds how long the first of them waits.
    private static final int MAX_BATCH = 256;

    private static final Backoff FIRST_PAUSE =
            new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5));

    private final ActiveRun run;
    private final EnginePorts ports;
    private final Executor threads;
    private final Admission admission;
    private final RunFold fold;
    private final Effects effects;
    private final Queue<Message> mailbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final CompletableFuture<RunOutcome> ended = new CompletableFuture<>();
    private volatile boolean paused;
    private volatile Optional<RunFold.Batch> unwritten = Optional.empty();
    private Backoff pause = FIRST_PAUSE;
    private boolean known;

    /// Nothing of it is written before all that is asked of it at first has been folded.
    private boolean isBeingTakenOver;

    RunActor(
            ActiveRun run,
            EnginePorts ports,
            Admission admission,
            InstantSource clock,
            Executor threads,
            RandomGenerator random) {
        this.run = run;
        this.ports = ports;
        this.threads = threads;
        this.admission = admission;
        this.fold = new RunFold(run, ports.runner(), admission, clock, this::granted);
        this.effects = new Effects(run, ports, admission, threads, random, this::postAndDrain);
    }

    /// Makes the first events durable, and returns then.
    ///
    /// @param at when they happen
    /// @throws SwarmException where they can't be made durable now; there is no run then
    void start(Instant at, List<RunEvent> first) {
        mailbox.add(fold -> fold.begin(at, first));
        draining.set(true); // nobody else knows of the run
        drainOnce();
        if (ended.isCompletedExceptionally()) {
            throw asSwarmException(ended.exceptionNow());
        }
        wakeIfThereIsWork();
    }

    /// Goes on with a run that another process began.
    ///
    /// @param past its events
    /// @throws SwarmException `MISCONFIGURED` where this version would not have come as far as
    ///   that, or why the run refuses the wish
    void goOn(List<RecordedEvent> past, Wish wish) {
        known = true;
        try {
            past.forEach(fold::replay);
        } catch (RuntimeException e) {
            ended.completeExceptionally(e);
            throw e;
        }
        draining.set(true);
        isBeingTakenOver = true;
        mailbox.add(RunFold::goOn);
        CompletionStage<Void> answer = wish.ask(this);
        mailbox.add(_ -> refuseAsAnswered(answer));
        drainOnce();
        if (isBeingTakenOver && ended.isCompletedExceptionally()) {
            throw asSwarmException(ended.exceptionNow());
        }
        wakeIfThereIsWork();
    }

    private static void refuseAsAnswered(CompletionStage<Void> answer) {
        CompletableFuture<Void> given = answer.toCompletableFuture();
        if (given.isCompletedExceptionally()) {
            throw asSwarmException(given.exceptionNow());
        }
    }

    @Override
    public RunId id() {
        return run.id();
    }

    /// What executes, before anything else is done.
    RunState state() {
        return fold.state();
    }

    @Override
    public CompletionStage<Void> cancel() {
        return ask(fold -> fold.apply(new CancelRequested()));
    }

    @Override
    public CompletionStage<Void> decide(StepId step, Decided outcome) {
        return ask(fold ->
                fold.apply(
                        Verdicts.event(run.plan(), ports.history(), fold.state(), step, outcome)));
    }

    /// Posts a message that somebody waits for.
    private CompletionStage<Void> ask(Message message) {
        var answer = new CompletableFuture<Void>();
        post(fold -> {
            try {
                message.apply(fold);
                fold.whenDurable(() -> answer.complete(null));
            } catch (SwarmException e) {
                if (e.code().isForNow()) {
                    throw e;
                }
                answer.completeExceptionally(e);
            }
        });
        var _ = ended.whenComplete((_, _) -> answer.completeExceptionally(notHere()));
        return answer;
    }

    /// The answer to what was asked of the run and has not been written when it ends here.
    private SwarmException notHere() {
        return new SwarmException(
                Code.NOT_OWNER, "run " + run.id() + " is not executed here any more");
    }

    @Override
    public void abandon() {
        post(fold -> {
            effects.leave();
            fold.leave();
        });
        post(_ -> {
            throw left();
        });
    }

    private SwarmException left() {
        return new SwarmException(Code.NOT_OWNER, "run " + run.id() + " was left");
    }

    @Override
    public CompletionStage<RunOutcome> end() {
        return ended;
    }

    @Override
    public RunOutcome await() throws InterruptedException {
        try {
            return ended.get();
        } catch (ExecutionException e) {
            throw asSwarmException(e.getCause() == null ? e : e.getCause());
        }
    }

    private void granted(Ticket attempt) {
        post(
                new Message() {
                    @Override
                    public void apply(RunFold fold) {
                        fold.granted(attempt);
                    }

                    @Override
                    public void discard() {
                        admission.release(attempt);
                    }
                });
    }

    private void post(Message message) {
        mailbox.add(message);
        if (!paused && draining.compareAndSet(false, true)) {
            threads.execute(this::drain);
        }
    }

    /// As [#post], for a thread that has nothing else to do: it drains the mailbox itself, which
    /// saves waking another.
    private void postAndDrain(Message message) {
        mailbox.add(message);
        if (!paused && draining.compareAndSet(false, true)) {
            drain();
        }
    }

    private void drain() {
        do {
            while (hasWork()) {
                drainOnce();
            }
            draining.set(false);
        } while (hasWork() && draining.compareAndSet(false, true));
    }

    private void drainOnce() {
        try {
            drainBatch();
        } catch (RuntimeException | Error e) {
            stop(e);
        }
    }

    private void wakeIfThereIsWork() {
        draining.set(false);
        if (hasWork() && draining.compareAndSet(false, true)) {
            threads.execute(this::drain);
        }
    }

    private boolean hasWork() {
        return !paused && (unwritten.isPresent() || !mailbox.isEmpty());
    }

    private void drainBatch() {
        if (ended.isDone()) {
            discardRest();
            return;
        }
        try {
            if (unwritten.isEmpty()) {
                foldMessages();
            }
            write();
        } catch (SwarmException e) {
            if (!known || !e.code().isForNow()) {
                throw e;
            }
            if (effects.isLeft()) {
                throw left(); // it goes on elsewhere, with what is durable
            }
            pause(e);
        }
    }

    /// Folds what is in the mailbox. A message that can't be folded for now stays in it; those
    /// before it are written first.
    private void foldMessages() {
        for (int n = 0; n < MAX_BATCH; n++) {
            Message message = mailbox.peek();
            if (message == null) {
                break;
            }
            if (!isFolded(message, n > 0)) {
                break;
            }
            mailbox.remove();
        }
        RunFold.Batch batch = fold.takeBatch();
        unwritten = batch.isEmpty() ? Optional.empty() : Optional.of(batch);
    }

    private boolean isFolded(Message message, boolean others) {
        try {
            message.apply(fold);
            return true;
        } catch (SwarmException e) {
            if (others && !isBeingTakenOver) {
                return false; // what came before is written first
            }
            throw e;
        }
    }

    private void write() {
        isBeingTakenOver = false;
        if (unwritten.isEmpty()) {
            giveBackIfItWaits();
            return;
        }
        RunFold.Batch batch = unwritten.get();
        boolean isNew = !batch.transitions().isEmpty();
        if (isNew) {
            ports.history().append(run.id(), batch.transitions());
        }
        unwritten = Optional.empty();
        known = true;
        pause = FIRST_PAUSE;
        batch.transitions().forEach(run.listener()::onTransition);
        batch.effects().forEach(effect -> effects.carryOut(effect, fold.state()));
        if (isNew) {
            endIfOver(fold.state()); // one that was adopted while it waits is to be decided about
        }
    }

    private void pause(SwarmException why) {
        ports.incidents()
                .tell(
                        Incidents.Kind.WRITE_DELAYED,
                        "run " + run.id() + " waits for the store: " + why.getMessage());
        paused = true;
        Duration now = pause.pause();
        pause = pause.longer();
        ports.timers().set(now, () -> threads.execute(this::goOnAfterPause));
    }

    private void goOnAfterPause() {
        paused = false;
        if (draining.compareAndSet(false, true)) {
            drainOnce(); // what it paused in may have left nothing in the mailbox
            drain();
        }
    }

    /// A run that was taken over, and is found to wait for a person who has said nothing.
    private void giveBackIfItWaits() {
        if (fold.state().status() == RunStatus.WAITING && mailbox.isEmpty()) {
            ports.queue().release(run.id());
            endIfOver(fold.state());
        }
    }

    private void endIfOver(RunState state) {
        if (state.over() || state.status() == RunStatus.WAITING) {
            effects.stopAll(); // deadlines of a run that waits
            ended.complete(
                    new RunOutcome(
                            state.status(),
                            state.error(),
                            state.errorStep(),
                            state.result().map(ports.history()::load)));
        }
    }

    private void stop(Throwable reason) {
        if (reason instanceof SwarmException refusal && refusal.code() == Code.NOT_OWNER) {
            unwritten.ifPresent(batch -> effects.tellLate(batch.transitions()));
        }
        unwritten = Optional.empty();
        effects.stopAll();
        ended.completeExceptionally(reason);
        discardRest();
    }

    private void discardRest() {
        for (Message rest = mailbox.poll(); rest != null; rest = mailbox.poll()) {
            rest.discard();
        }
    }

    private static SwarmException asSwarmException(Throwable reason) {
        return reason instanceof SwarmException known
                ? new SwarmException(known.code(), String.valueOf(known.getMessage()), known)
                : new SwarmException(Code.INTERNAL, "the engine failed: " + reason, reason);
    }
}
