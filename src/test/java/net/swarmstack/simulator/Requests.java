package net.swarmstack.simulator;

import net.swarmstack.engine.RunHandle;
import net.swarmstack.engine.Wish;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/// How people reach a process: the one that executes a run, or any. Where it can't do what they
/// want for now, or dies before it says that it is done, they ask again.
final class Requests {

    private static final int MOST_TRIALS = 20;

    private final World world;
    private final Machine machine;
    private final Chance chance;

    Requests(World world, Machine machine) {
        this.world = world;
        this.machine = machine;
        this.chance = world.chance("requests");
    }

    /// Something that somebody wants.
    ///
    /// @param trial from 1
    /// @param again wants it once more
    record Request(int trial, Runnable again) {}

    /// Asks any process.
    void ask(Request request, Consumer<Owner> what) {
        List<Owner> living = machine.living();
        if (living.isEmpty()) {
            later(request);
        } else {
            ask(chance.any(living), request, what);
        }
    }

    /// Asks the process that executes the run, or any, which adopts it then, to do something that
    /// takes a while.
    ///
    /// @param done what to do when it says that it is done
    void ask(
            RunId run,
            Request request,
            Function<RunHandle, CompletionStage<Void>> what,
            Runnable done) {
        Consumer<Owner> call = owner -> ask(owner, run, request, what, done);
        machine.ownerOf(run)
                .filter(Owner::isLeased)
                .ifPresentOrElse(owner -> ask(owner, request, call), () -> ask(request, call));
    }

    /// Where the process dies before it answers, whoever asked sees it, and asks again.
    private void ask(
            Owner owner,
            RunId run,
            Request request,
            Function<RunHandle, CompletionStage<Void>> what,
            Runnable done) {
        var answer = new CompletableFuture<Void>();
        owner.whenGone(() -> {
            if (!answer.isDone()) {
                later(request);
            }
        });
        Wish wish =
                handle -> {
                    CompletionStage<Void> said = what.apply(handle);
                    whenDone(owner, said, answer);
                    return said;
                };
        boolean isHere =
                owner.engine()
                        .find(run)
                        .map(here -> {
                            var _ = wish.ask(here);
                            return here;
                        })
                        .or(() -> owner.adopt(run, wish))
                        .isPresent();
        if (!isHere) {
            answer.complete(null);
            later(request);
            return;
        }
        var _ =
                answer.whenComplete((_, refusal) -> {
                    if (refusal == null) {
                        done.run();
                    } else if (refusal instanceof SwarmException known
                            && known.code() == Code.NOT_OWNER) {
                        later(request);
                    }
                });
    }

    private void ask(Owner owner, Request request, Consumer<Owner> what) {
        world.scheduler()
                .after(
                        chance.below(5),
                        owner,
                        () -> {
                            if (owner.isLeased()) {
                                call(owner, request, what);
                            } else {
                                later(request);
                            }
                        });
    }

    private void call(Owner owner, Request request, Consumer<Owner> what) {
        try {
            what.accept(owner);
        } catch (SwarmException e) {
            refused(owner, e, request);
        }
    }

    private void refused(Owner owner, SwarmException why, Request request) {
        if (why.code() == Code.CONFLICT) {
            return; // it was answered
        }
        if (owner.isRunning() && !Owner.isExpected(why)) {
            throw why;
        }
        later(request);
    }

    /// Passes on what a process says while it lives.
    private static void whenDone(
            Owner owner, CompletionStage<Void> said, CompletableFuture<Void> answer) {
        var _ =
                said.whenComplete((_, refusal) -> {
                    if (!owner.isRunning()) {
                        return;
                    }
                    if (refusal == null) {
                        answer.complete(null);
                    } else {
                        answer.completeExceptionally(refusal);
                    }
                });
    }

    private void later(Request request) {
        if (request.trial < MOST_TRIALS) {
            world.scheduler().after(chance.between(100, 10_000), request.again);
        }
    }
}
