package net.swarmstack.cli;

import net.swarmstack.app.SwarmReader;
import net.swarmstack.engine.RunViews.RunView;
import net.swarmstack.logs.LogTimeline;
import net.swarmstack.logs.LogTimeline.Entry;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// Prints what a run logs while it executes, in whichever process that is. It looks again and
/// again, for the files of a run come one by one, and not every file system tells of changes.
final class LogFollower {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final SwarmReader swarm;
    private final RunId run;
    private final Optional<StepId> step;
    private final Console console;
    private final LogTimeline timeline = new LogTimeline();
    private boolean hasPrinted;

    /// @param step the only one whose lines are wanted, if one is
    LogFollower(SwarmReader swarm, RunId run, Optional<StepId> step, Console console) {
        this.swarm = swarm;
        this.run = run;
        this.step = step;
        this.console = console;
    }

    /// Prints what there is and what comes, until the run has ended, nobody executes it any more,
    /// or nobody reads.
    void follow(Function<Entry, String> line) throws IOException {
        Duration pause = SHORTEST;
        while (true) {
            // Asked before the logs are read: what is written before the end must not be missed.
            RunView view = swarm.runs().find(run).orElseThrow();
            boolean isOver = !view.status().goesOn() || !view.ownerAlive();
            print(line, isOver);
            if (!view.ownerAlive()) {
                console.tell(
                        "the run's process is gone: swarm runs resume "
                                + Text.shortId(run.value()));
            }
            if (isOver || console.flush().isPresent()) {
                return;
            }
            pause = hasPrinted ? SHORTEST : longer(pause);
            sleep(pause);
        }
    }

    private void print(Function<Entry, String> line, boolean isOver) throws IOException {
        hasPrinted = false;
        timeline.read(
                swarm.logs().files(run, step),
                isOver,
                entry -> {
                    hasPrinted = true;
                    console.print(line.apply(entry));
                    return !console.isBroken();
                });
    }

    private static Duration longer(Duration pause) {
        Duration longer = pause.multipliedBy(3).dividedBy(2);
        return longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the main thread", e);
        }
    }
}
