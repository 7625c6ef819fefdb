package net.swarmstack.step;

import net.swarmstack.engine.StopSignal;
import net.swarmstack.model.Failure;
import net.swarmstack.sandbox.Execution;
import net.swarmstack.sandbox.Exit;
import net.swarmstack.sandbox.Sandbox;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Waits for the end of an agent, and sees that there is one: SIGTERM at the timeout or when the
/// run is cancelled, and the end of the sandbox a grace period later.
final class Supervision {

    private final Sandbox sandbox;
    private final Execution execution;
    private final StopSignal stop;

    Supervision(Sandbox sandbox, Execution execution, StopSignal stop) {
        this.sandbox = sandbox;
        this.execution = execution;
        this.stop = stop;
    }

    /// Returns when nothing of the agent runs any more.
    ///
    /// @param left of the timeout
    /// @param overdue the failure of an attempt whose timeout passed
    Ending await(Duration left, Duration grace, Failure overdue) {
        CompletableFuture<Exit> exit = execution.exit();
        var stopped = new CompletableFuture<Boolean>();
        stop.onGiven(() -> stopped.complete(true));
        waitFor(CompletableFuture.anyOf(exit, stopped), left);
        if (exit.isDone()) {
            return new Ending(exit.join(), Optional.empty());
        }
        Failure reason =
                stopped.isDone()
                        ? new Failure(Failure.Type.CANCELLED, "stopped before its end")
                        : overdue;
        execution.terminate();
        waitFor(exit, grace);
        if (!exit.isDone()) {
            sandbox.kill();
        }
        return new Ending(exit.join(), Optional.of(reason));
    }

    /// Waits until the future is complete, or the time is over.
    private static void waitFor(CompletableFuture<?> future, Duration atMost) {
        future.handle((_, _) -> true)
                .completeOnTimeout(false, atMost.toNanos(), TimeUnit.NANOSECONDS)
                .join();
    }

    /// How an agent ended.
    ///
    /// @param stopped why it was stopped, where it was: that counts, whatever its exit says
    record Ending(Exit exit, Optional<Failure> stopped) {}
}
