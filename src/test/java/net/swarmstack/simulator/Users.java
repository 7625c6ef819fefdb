package net.swarmstack.simulator;

import net.swarmstack.engine.Continuation;
import net.swarmstack.engine.RunHandle;
import net.swarmstack.engine.RunRequest;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.simulator.Requests.Request;

import java.util.HashSet;
import java.util.Set;

/// People who want that runs begin, are cancelled, and are gone on with when they have failed.
final class Users {

    private static final long BEGINNING = 30_000;
    private static final int MOST_CONTINUED = 3;

    private final World world;
    private final Machine machine;
    private final Requests requests;
    private final Workflows workflows;
    private final Chance chance;
    private final Set<RunId> ended = new HashSet<>();

    Users(World world, Machine machine, Requests requests, Workflows workflows) {
        this.world = world;
        this.machine = machine;
        this.requests = requests;
        this.workflows = workflows;
        this.chance = world.chance("users");
        world.ledger().watch(this::look);
    }

    /// They want runs, one after another.
    void begin() {
        for (int run = 0; run < world.scenario().runs(); run++) {
            Workflows.Workflow workflow = chance.any(workflows.all());
            var request =
                    new RunRequest(
                            workflow.pin(),
                            workflow.plan(),
                            "manual",
                            Json.object(),
                            Json.object());
            twiceIfAsked(BEGINNING, () -> start(request, 1));
        }
    }

    private void twiceIfAsked(long within, Runnable what) {
        world.scheduler().after(chance.between(0, within), what);
        if (world.faults().happens(Fault.ASKED_TWICE)) {
            world.scheduler().after(chance.between(0, within), what);
        }
    }

    /// A run that goes on from another they want once: before they ask again they look.
    private void start(RunRequest request, int trial) {
        boolean isThere =
                request.origin()
                        .filter(origin ->
                                world.ledger().runs().stream()
                                        .anyMatch(run -> run.isAfter(origin.run())))
                        .isPresent();
        if (isThere) {
            return;
        }
        boolean isQueued = chance.of(0.25);
        requests.ask(
                new Request(trial, () -> start(request, trial + 1)),
                owner -> {
                    RunId run = isQueued ? enqueue(owner, request) : execute(owner, request);
                    world.ledger().acknowledged(run, _ -> true, "is not accepted");
                    if (chance.of(0.15)) {
                        twiceIfAsked(BEGINNING, () -> cancel(run, 1));
                    }
                });
    }

    private RunId execute(Owner owner, RunRequest request) {
        RunHandle handle = owner.engine().start(request, world.ledger().listener());
        owner.watch(handle);
        return handle.id();
    }

    private RunId enqueue(Owner owner, RunRequest request) {
        RunId run = owner.engine().enqueue(request);
        world.findings().tally().count(Tally.Sight.RUN_QUEUED);
        machine.lookForRuns();
        return run;
    }

    private void cancel(RunId run, int trial) {
        boolean isOver = world.ledger().run(run).map(known -> known.state().over()).orElse(false);
        if (!isOver) {
            requests.ask(
                    run,
                    new Request(trial, () -> cancel(run, trial + 1)),
                    RunHandle::cancel,
                    () -> world.ledger().acknowledged(run, Users::isEnding, "is not cancelled"));
        }
    }

    private static boolean isEnding(RunRecord run) {
        RunState state = run.state();
        boolean haveAllEnded =
                state.open() == 0 && (state.result().isPresent() || state.error().isPresent());
        return haveAllEnded || state.stopped().isPresent() || state.status().isFinal();
    }

    /// What they see of a run after each of its transactions.
    private void look(RunRecord run) {
        boolean mayGoOn =
                run.state().over()
                        && run.state().status() != RunStatus.SUCCEEDED
                        && ended.size() < MOST_CONTINUED
                        && ended.add(run.id());
        if (mayGoOn && chance.of(0.6)) {
            world.scheduler().after(chance.between(0, BEGINNING), () -> goOn(run, 1));
        }
    }

    private void goOn(RunRecord run, int trial) {
        requests.ask(
                new Request(trial, () -> goOn(run, trial + 1)),
                owner -> {
                    try {
                        Continuation past =
                                Continuation.of(
                                        run.id(),
                                        owner.history(),
                                        workflows.plans(),
                                        Json.object());
                        start(chance.of(0.6) ? resumed(past) : retried(past, run), 1);
                    } catch (SwarmException e) {
                        if (e.code() != Code.CONFLICT) {
                            throw e;
                        }
                    }
                });
    }

    private RunRequest resumed(Continuation past) {
        RunRequest request = past.resume(Json.object());
        world.findings().tally().count(Tally.Sight.RUN_RESUMED);
        return request;
    }

    private RunRequest retried(Continuation past, RunRecord run) {
        RunRequest request =
                chance.of(0.5)
                        ? past.retry(Json.object())
                        : past.retryFrom(
                                chance.any(run.plan().steps()).id().value(), Json.object());
        world.findings().tally().count(Tally.Sight.RUN_RETRIED);
        return request;
    }
}
