package net.swarmstack.cli;

import net.swarmstack.app.Swarm;
import net.swarmstack.app.Swarm.Launch;
import net.swarmstack.engine.RunHandle;
import net.swarmstack.engine.RunListener;
import net.swarmstack.engine.RunOutcome;
import net.swarmstack.engine.Wish;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import picocli.CommandLine.Model.OptionSpec;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/// Executes a run in this process until it is over, shows how it goes, and prints what it gave.
final class RunExecution {

    static final String TIMEOUT = "--timeout";

    private final Invocation invocation;
    private final Console console;
    private final Swarm swarm;
    private final Optional<Duration> timeout;
    private final AtomicBoolean cancelled = new AtomicBoolean();

    RunExecution(Invocation invocation, Swarm swarm) {
        this.invocation = invocation;
        this.console = invocation.console();
        this.swarm = swarm;
        this.timeout = invocation.option(TIMEOUT).map(text -> Age.parse(TIMEOUT, text));
    }

    static OptionSpec timeout() {
        return Specs.option(
                TIMEOUT,
                "TIME",
                "Leave the run to be resumed after this time, as 90s or 10m (exit status 7).");
    }

    /// Starts a run, or takes one over.
    @FunctionalInterface
    interface Start {
        RunHandle start(RunListener progress);
    }

    /// Executes a run.
    ///
    /// @param launch what is executed
    ExitStatus execute(Launch launch, Start start) {
        RunHandle run;
        Optional<RunOutcome> outcome;
        try (Progress progress = Progress.start(console, launch)) {
            run = started(start, progress);
            outcome = await(run);
        }
        return outcome.isPresent() ? ended(run.id(), outcome.get()) : left(run);
    }

    /// Takes over a run that nobody executes.
    ///
    /// @throws SwarmException `BUSY` where another process has just done so, or what the run
    ///   answers to the wish
    ExitStatus takeOver(RunId run, Wish wish) {
        var answer = new CompletableFuture<CompletionStage<Void>>();
        Wish noted =
                handle -> {
                    answer.complete(wish.ask(handle));
                    return answer.join();
                };
        ExitStatus status =
                execute(
                        swarm.pinned(run),
                        progress ->
                                swarm.adopt(run, progress, noted).orElseThrow(() -> taken(run)));
        refuseAsTheRunDid(answer.join()); // it may have left the run before that was written
        return status;
    }

    private static SwarmException taken(RunId run) {
        return new SwarmException(
                Code.BUSY,
                "run %s was taken over by another process just now: swarm runs wait %s"
                        .formatted(run, Text.shortId(run.value())));
    }

    private static void refuseAsTheRunDid(CompletionStage<Void> answer) {
        try {
            answer.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof SwarmException refusal ? refusal : e;
        }
    }

    /// The signals are taken before the run exists, so that none can kill the process and leave a
    /// run behind.
    private RunHandle started(Start start, Progress progress) {
        var started = new CompletableFuture<RunHandle>();
        Interrupts.handle(
                () -> {
                    cancelled.set(true);
                    var _ = started.thenAccept(RunHandle::cancel);
                },
                swarm::closeSandboxes,
                () -> {
                    var _ = started.thenAccept(this::tellUnlessEnded);
                });
        RunHandle run = start.start(progress);
        started.complete(run);
        return run;
    }

    private void tellUnlessEnded(RunHandle run) {
        if (!run.end().toCompletableFuture().isDone()) {
            console.tell(
                    "the run has not ended. It goes on with: swarm runs resume "
                            + Text.shortId(run.id().value()));
        }
    }

    /// What came of the run; nothing where the time is over before.
    private Optional<RunOutcome> await(RunHandle run) {
        try {
            return timeout.isEmpty() || endsWithin(timeout.get(), run)
                    ? Optional.of(run.await())
                    : Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the main thread", e);
        }
    }

    private static boolean endsWithin(Duration time, RunHandle run) throws InterruptedException {
        try {
            var _ = run.end().toCompletableFuture().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true; // it stopped here; who waits for it is told why
        }
    }

    private ExitStatus left(RunHandle run) {
        swarm.abandonRuns();
        console.tell(
                "%s has passed. The run goes on with: swarm runs resume %s"
                        .formatted(TIMEOUT, Text.shortId(run.id().value())));
        return ExitStatus.TIMED_OUT;
    }

    private ExitStatus ended(RunId run, RunOutcome outcome) {
        ExitStatus status = RunEnd.of(run, outcome).print(invocation, swarm.runs());
        return cancelled.get() && outcome.status() == RunStatus.CANCELLED
                ? ExitStatus.INTERRUPTED
                : status;
    }

    /// Tells of runs whose process died.
    static void tellInterrupted(Console console, List<RunId> interrupted) {
        switch (interrupted.size()) {
            case 0 -> {}
            case 1 ->
                    console.tell(
                            "1 interrupted run: swarm runs resume "
                                    + Text.shortId(interrupted.getFirst().value()));
            default ->
                    console.tell(interrupted.size() + " interrupted runs: swarm runs resume --all");
        }
    }
}
