package net.swarmstack.engine;

import net.swarmstack.engine.Admission.Ticket;
import net.swarmstack.engine.Mailbox.Message;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.CancelRequested;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/// One run: a mailbox that is drained by at most one virtual thread at a time, so that the run has
/// one writer. What happened is made durable first, then told and acted upon.
///
/// Where the history refuses a transaction the run stops here: its attempts are told to end, and
/// whoever waits for it gets the reason. What the history holds is still true.
final class RunActor implements RunHandle {

    /// The most messages that share a transaction; bounds how long the first of them waits.
    private static final int MAX_BATCH = 256;

    private final ActiveRun run;
    private final History history;
    private final Executor threads;
    private final Admission admission;
    private final RunFold fold;
    private final Effects effects;
    private final Queue<Message> mailbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final CompletableFuture<Void> accepted = new CompletableFuture<>();
    private final CompletableFuture<RunOutcome> ended = new CompletableFuture<>();

    RunActor(
            ActiveRun run,
            EnginePorts ports,
            Admission admission,
            InstantSource clock,
            Executor threads,
            RandomGenerator random) {
        this.run = run;
        this.history = ports.history();
        this.threads = threads;
        this.admission = admission;
        this.fold = new RunFold(run, ports.runner(), admission, clock, this::granted);
        this.effects = new Effects(run, ports, admission, threads, random, this::postAndDrain);
    }

    /// Makes the first event durable, and returns then.
    void start(RunEvent first) {
        post(fold -> fold.apply(first));
        join(accepted);
    }

    @Override
    public RunId id() {
        return run.id();
    }

    @Override
    public void cancel() {
        post(fold -> fold.apply(new CancelRequested()));
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
        if (draining.compareAndSet(false, true)) {
            threads.execute(this::drain);
        }
    }

    /// As [#post], for a virtual thread that has nothing else to do: it drains the mailbox itself,
    /// which saves waking another.
    private void postAndDrain(Message message) {
        mailbox.add(message);
        if (draining.compareAndSet(false, true)) {
            drain();
        }
    }

    private void drain() {
        do {
            try {
                while (!mailbox.isEmpty()) {
                    drainBatch();
                }
            } catch (RuntimeException | Error e) {
                stop(e);
            }
            draining.set(false);
        } while (!mailbox.isEmpty() && draining.compareAndSet(false, true));
    }

    private void drainBatch() {
        for (int n = 0; n < MAX_BATCH; n++) {
            Message message = mailbox.poll();
            if (message == null) {
                break;
            }
            if (ended.isDone()) {
                message.discard();
            } else {
                message.apply(fold);
            }
        }
        RunFold.Batch batch = fold.takeBatch();
        if (batch.transitions().isEmpty() || ended.isDone()) {
            return;
        }
        history.append(run.id(), batch.transitions());
        accepted.complete(null);
        batch.transitions().forEach(run.listener()::onTransition);
        batch.effects().forEach(effect -> effects.carryOut(effect, fold.state()));
        endIfOver(fold.state());
    }

    private void endIfOver(RunState state) {
        boolean over =
                state.status().isFinal()
                        && state.handlersEnded() == run.plan().handlersAfter(state.status()).size();
        if (over) {
            ended.complete(
                    new RunOutcome(
                            state.status(),
                            state.error(),
                            state.errorStep(),
                            state.result().map(history::load)));
        }
    }

    private void stop(Throwable reason) {
        effects.stopAll();
        accepted.completeExceptionally(reason);
        ended.completeExceptionally(reason);
    }

    private static void join(CompletableFuture<Void> future) {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw asSwarmException(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SwarmException(Code.INTERNAL, "interrupted while a run was accepted", e);
        }
    }

    private static SwarmException asSwarmException(Throwable reason) {
        return reason instanceof SwarmException known
                ? new SwarmException(known.code(), String.valueOf(known.getMessage()), known)
                : new SwarmException(Code.INTERNAL, "the engine failed: " + reason, reason);
    }
}
