package net.swarmstack.app;

import net.swarmstack.control.ControlClient;
import net.swarmstack.control.ControlReply;
import net.swarmstack.control.Follower;
import net.swarmstack.engine.RunHandle.Decided;
import net.swarmstack.engine.RunOwners;
import net.swarmstack.engine.RunOwners.Owner;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/// Asks something of a run of the process that executes it, where one that lives does.
public final class RunCalls {

    private final RunOwners owners;
    private final Executor threads;
    private final Consumer<String> hints;

    /// @param hints told in a line for whom this process waits
    RunCalls(RunOwners owners, Executor threads, Consumer<String> hints) {
        this.owners = owners;
        this.threads = threads;
        this.hints = hints;
    }

    /// Asks for the end of a run.
    ///
    /// @return whether a process that executes it has taken that down
    public boolean cancel(RunId run) throws InterruptedException {
        return ask(run, client -> client.cancel(run));
    }

    /// Says what became of a lost attempt.
    ///
    /// @return whether a process that executes the run has taken that down
    public boolean resolve(RunId run, StepId step, Decided outcome) throws InterruptedException {
        return ask(run, client -> client.resolve(run, step, Verdict.json(outcome)));
    }

    /// Follows a run until it is over, waits for a person, or its process is gone.
    ///
    /// @param transitions told of the number of each event
    /// @return whether a process that executes it, or is about to, has told of anything
    public boolean follow(RunId run, LongConsumer transitions) throws InterruptedException {
        var follower =
                new Follower() {
                    @Override
                    public void transition(long seq) {
                        transitions.accept(seq);
                    }

                    @Override
                    public void ended(String status) {}
                };
        return ask(run, client -> client.follow(run, follower));
    }

    /// What is asked.
    @FunctionalInterface
    private interface Question {
        ControlReply put(ControlClient client) throws InterruptedException;
    }

    private boolean ask(RunId run, Question question) throws InterruptedException {
        Optional<Owner> owner = owners.of(run).or(this::worker);
        if (owner.isEmpty()) {
            return false;
        }
        ControlClient client =
                owner.get()
                        .socket()
                        .map(socket -> new ControlClient(owner.get().pid(), socket, threads, hints))
                        .orElseThrow(() -> justStarting(owner.get()));
        return switch (question.put(client)) {
            case DONE -> true;
            case NOT_MINE, GONE -> false;
        };
    }

    /// Who takes over runs will have it soon.
    private Optional<Owner> worker() {
        return owners.alive().stream().filter(Owner::adopts).findFirst();
    }

    private static SwarmException justStarting(Owner owner) {
        return new SwarmException(
                Code.BUSY, "process " + owner.pid() + " is just starting. Try again.");
    }
}
