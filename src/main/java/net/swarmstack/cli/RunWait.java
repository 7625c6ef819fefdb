package net.swarmstack.cli;

import net.swarmstack.app.RunCalls;
import net.swarmstack.app.Swarm;
import net.swarmstack.engine.RunOwners;
import net.swarmstack.engine.RunOwners.Owner;
import net.swarmstack.engine.RunViews;
import net.swarmstack.engine.RunViews.RunView;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.time.Duration;
import java.util.Optional;

/// Waits for a run that another process executes.
final class RunWait {

    /// How long nobody may have a queued run: the worker that will is just starting.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final RunViews runs;
    private final RunOwners owners;
    private final RunCalls calls;
    private final RunId run;
    private Duration patience = PATIENCE;

    RunWait(Swarm swarm, RunId run) {
        this(swarm.runs(), swarm.owners(), swarm.calls(), run);
    }

    RunWait(RunViews runs, RunOwners owners, RunCalls calls, RunId run) {
        this.runs = runs;
        this.owners = owners;
        this.calls = calls;
        this.run = run;
    }

    /// The status of the run once it is over or waits for a person.
    ///
    /// @throws SwarmException `CONFLICT` where nobody executes it
    RunStatus await() throws InterruptedException {
        while (true) {
            RunView view = runs.find(run).orElseThrow();
            boolean isOwned = owners.of(run).isPresent();
            if (!isOwned && !view.status().goesOn()) {
                return view.status();
            }
            Optional<Owner> asked = owners.of(run);
            if (!calls.follow(run, _ -> {}) && asked.equals(owners.of(run))) {
                if (view.status() == RunStatus.PENDING && patience.isPositive()) {
                    Thread.sleep(PAUSE);
                    patience = patience.minus(PAUSE);
                } else {
                    refuseUnlessOver();
                }
            }
        }
    }

    /// Its process may have ended with it just now.
    private void refuseUnlessOver() {
        if (runs.find(run).orElseThrow().status().goesOn()) {
            throw new SwarmException(
                    Code.CONFLICT,
                    "nobody executes run %s: swarm runs resume %s"
                            .formatted(run, Text.shortId(run.value())));
        }
    }
}
