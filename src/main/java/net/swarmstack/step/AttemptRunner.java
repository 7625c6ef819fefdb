package net.swarmstack.step;

import net.swarmstack.definition.AgentManifest;
import net.swarmstack.engine.Attempt;
import net.swarmstack.engine.AttemptOutcome;
import net.swarmstack.engine.SandboxDemand;
import net.swarmstack.engine.StepRunner;
import net.swarmstack.engine.StopSignal;
import net.swarmstack.logs.RunLogs;
import net.swarmstack.model.Artifact;
import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Failure;
import net.swarmstack.model.RunId;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.StepExecutionId;
import net.swarmstack.model.StepId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.sandbox.Program;
import net.swarmstack.sandbox.Sandbox;
import net.swarmstack.sandbox.SandboxDriver;
import net.swarmstack.sandbox.SandboxDrivers;
import net.swarmstack.sandbox.SandboxException;
import net.swarmstack.sandbox.SandboxLimits;
import net.swarmstack.sandbox.SandboxSpec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Executes attempts: makes a sandbox, has the agent executed in it, and removes it.
public final class AttemptRunner implements StepRunner {

    /// The failure of an attempt that was stopped before its agent started.
    static final Failure CANCELLED =
            new Failure(Failure.Type.CANCELLED, "cancelled before it started");

    private static final int ID_DIGITS = 12;

    private final SandboxChooser sandboxes;
    private final PackageFiles packages;
    private final ArtifactStore artifacts;
    private final RunLogs logs;
    private final InstantSource clock;
    private final SandboxSource source;

    public AttemptRunner(
            SandboxChooser sandboxes,
            PackageFiles packages,
            ArtifactStore artifacts,
            RunLogs logs,
            InstantSource clock,
            WarmPool pool) {
        this.sandboxes = sandboxes;
        this.packages = packages;
        this.artifacts = artifacts;
        this.logs = logs;
        this.clock = clock;
        this.source = new SandboxSource(pool);
    }

    /// As in `bwrap-0123456789ab-1`: the last digits of the step execution's id, which are those
    /// that differ from step to step, and the attempt.
    @Override
    public String sandboxId(RunId run, StepId step, int attempt, SandboxDemand demand) {
        String execution = StepExecutionId.of(run, step).value();
        return sandboxes.choose(demand).idPrefix()
                + execution.substring(execution.length() - ID_DIGITS)
                + "-"
                + attempt;
    }

    @Override
    public void run(Attempt attempt, StopSignal stop, Consumer<AttemptOutcome> ended) {
        AttemptOutcome outcome = run(attempt, stop);
        if (outcome instanceof AttemptOutcome.Failed(var failure, var _, var _)
                && failure.type() == Failure.Type.SANDBOX_FAILED) {
            SandboxDrivers drivers = sandboxes.drivers();
            drivers.of(attempt.sandboxId()).ifPresent(drivers::forget);
        }
        ended.accept(outcome);
    }

    @Override
    public void reap(String sandboxId) {
        try {
            sandboxes.drivers().reap(new SandboxDriver.Orphan(sandboxId));
        } catch (SandboxException e) {
            throw new SwarmException(
                    Code.INTERNAL,
                    "the sandbox of a lost attempt is not gone: " + e.getMessage(),
                    e);
        }
    }

    private AttemptOutcome run(Attempt attempt, StopSignal stop) {
        Instant startedAt = clock.instant();
        try (AttemptLog log = AttemptLog.open(logs, attempt, clock)) {
            return run(attempt, stop, log, startedAt);
        } catch (IOException e) {
            return failed(startedAt, sandboxFailed("can't write the log of the step: " + e));
        }
    }

    private AttemptOutcome run(
            Attempt attempt, StopSignal stop, AttemptLog log, Instant startedAt) {
        if (stop.isGiven()) {
            return failed(startedAt, CANCELLED);
        }
        Optional<SandboxDriver> chosen = sandboxes.drivers().of(attempt.sandboxId());
        if (chosen.isEmpty()) {
            return failed(startedAt, refused(attempt.demand()));
        }
        SandboxDriver driver = chosen.get();
        Optional<Interpreter> interpreter = Interpreter.of(attempt.manifest().runtime().type());
        Optional<Program> program = interpreter.flatMap(found -> driver.find(found.program()));
        if (interpreter.isPresent() && program.isEmpty()) {
            return failed(startedAt, sandboxFailed(interpreter.get().remedy()));
        }
        SandboxSource.Need need;
        SandboxSource.Ready ready;
        try {
            need = need(attempt, driver, program);
            ready = source.open(need);
        } catch (SandboxException | SwarmException e) {
            return failed(startedAt, sandboxFailed(String.valueOf(e.getMessage())));
        }
        source.begin(need);
        try {
            return new AgentRun(attempt, ready, artifacts, log, clock)
                    .execute(program.map(Program::path), stop, startedAt);
        } catch (SandboxException | SwarmException e) {
            return failed(startedAt, sandboxFailed(String.valueOf(e.getMessage())));
        } finally {
            close(ready.sandbox(), log);
            source.end(need);
        }
    }

    private SandboxSource.Need need(
            Attempt attempt, SandboxDriver driver, Optional<Program> program) {
        Sha256 digest = attempt.agent().digest();
        return new SandboxSource.Need(
                driver,
                new SandboxSpec(
                        attempt.sandboxId(),
                        packages.files(digest),
                        program.map(Program::files).orElse(List.of()),
                        limits(attempt.manifest())),
                digest,
                attempt.manifest().runtime().type(),
                program);
    }

    /// The failure of an attempt for which there was no driver; another would have none either.
    private Failure refused(SandboxDemand demand) {
        String reason =
                switch (sandboxes.choose(demand)) {
                    case SandboxDrivers.Choice.Refused(var why) -> why;
                    case SandboxDrivers.Choice.Taken _ -> "no driver here makes such sandboxes";
                };
        return new Failure(Failure.Type.SANDBOX_FAILED, Excerpt.line(reason), false);
    }

    private static SandboxLimits limits(AgentManifest agent) {
        return new SandboxLimits(
                (long) agent.runtime().memoryMb() << 20,
                agent.limits().processes(),
                agent.limits().cpuPercent(),
                agent.limits().diskBytes());
    }

    /// What the attempt gave counts even where something of it could not be removed: that is an
    /// orphan, and reaped later.
    private static void close(Sandbox sandbox, AttemptLog log) {
        try {
            sandbox.close();
        } catch (SandboxException e) {
            log.warn(String.valueOf(e.getMessage()));
        }
    }

    private static Failure sandboxFailed(String message) {
        return new Failure(Failure.Type.SANDBOX_FAILED, Excerpt.line(message));
    }

    /// The outcome of an attempt that started no agent.
    private AttemptOutcome failed(Instant startedAt, Failure failure) {
        var stats = new AttemptStats(Duration.between(startedAt, clock.instant()), Duration.ZERO);
        return new AttemptOutcome.Failed(failure, stats);
    }

    /// Where the files that agents leave are kept.
    @FunctionalInterface
    public interface ArtifactStore {

        /// Keeps a file; its content is durable when the call returns.
        ///
        /// @param content read to its end
        /// @throws SwarmException where the store can't take it
        Artifact keep(String name, InputStream content);
    }

    /// What a step asks of the package store.
    @FunctionalInterface
    public interface PackageFiles {

        /// The folder with the files of a package, which nobody changes.
        ///
        /// @throws SwarmException where the store does not have it
        Path files(Sha256 digest);
    }
}
