package net.swarmstack.step;

import net.swarmstack.definition.AgentManifest;
import net.swarmstack.engine.Attempt;
import net.swarmstack.engine.AttemptOutcome;
import net.swarmstack.engine.Leftovers;
import net.swarmstack.engine.StopSignal;
import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.ResourceUsage;
import net.swarmstack.model.Seconds;
import net.swarmstack.sandbox.ExecSpec;
import net.swarmstack.sandbox.Execution;
import net.swarmstack.sandbox.Exit;
import net.swarmstack.sandbox.Sandbox;
import net.swarmstack.sandbox.SandboxException;
import net.swarmstack.sandbox.SandboxStats;
import net.swarmstack.sandbox.TakenFile;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// The agent protocol, version 1, in one open sandbox: inputs in, the agent executed, outputs out.
final class AgentRun {

    private final Attempt attempt;
    private final Sandbox sandbox;
    private final boolean isWarm;
    private final AttemptRunner.ArtifactStore artifacts;
    private final AttemptLog log;
    private final InstantSource clock;

    AgentRun(
            Attempt attempt,
            SandboxSource.Ready ready,
            AttemptRunner.ArtifactStore artifacts,
            AttemptLog log,
            InstantSource clock) {
        this.attempt = attempt;
        this.sandbox = ready.sandbox();
        this.isWarm = ready.isWarm();
        this.artifacts = artifacts;
        this.log = log;
        this.clock = clock;
    }

    /// Executes the agent to its end.
    ///
    /// @param interpreter the agent's, by its path in the sandbox, where it has one
    /// @param startedAt when the attempt began: its timeout counts from there
    AttemptOutcome execute(Optional<String> interpreter, StopSignal stop, Instant startedAt)
            throws SandboxException {
        AgentManifest manifest = attempt.manifest();
        sandbox.put(AgentEnvironment.INPUT, line(attempt.inputs()));
        if (attempt.checkpoint().isPresent()) {
            sandbox.put(AgentEnvironment.CHECKPOINT, line(attempt.checkpoint().get()));
        }
        var collector = new OutputCollector(log, clock);
        Instant readyAt = clock.instant();
        if (stop.isGiven()) {
            var stats = new AttemptStats(Duration.between(startedAt, readyAt), Duration.ZERO);
            return new AttemptOutcome.Failed(AttemptRunner.CANCELLED, stats);
        }
        ExecSpec spec = spec(interpreter);
        Execution execution =
                isWarm
                        ? sandbox.wake(WarmInterpreter.header(sandbox, spec), collector)
                        : sandbox.exec(spec, collector);
        Duration left = attempt.timeout().minus(Duration.between(startedAt, readyAt));
        Supervision.Ending ending =
                new Supervision(sandbox, execution, stop).await(left, manifest.grace(), overdue());
        collector.end();
        var stats =
                new AttemptStats(
                        Duration.between(startedAt, readyAt),
                        Duration.between(readyAt, clock.instant()));
        return outcome(result(ending, collector), stats, stop);
    }

    /// The timeout that passed is the step's where that is the lower one, else the agent's.
    private Failure overdue() {
        boolean isSteps = attempt.timeout().compareTo(attempt.manifest().runtime().timeout()) < 0;
        return new Failure(
                Failure.Type.TIMEOUT,
                "stopped at the %s's timeout_seconds of %s"
                        .formatted(isSteps ? "step" : "agent", Seconds.text(attempt.timeout())));
    }

    /// A value as one compact line.
    private static byte[] line(JsonNode value) {
        return (Json.compact(value) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private ExecSpec spec(Optional<String> interpreter) {
        return new ExecSpec(
                AgentCommand.of(attempt.manifest().runtime(), interpreter, sandbox),
                AgentEnvironment.of(attempt, sandbox),
                AgentEnvironment.WORK,
                AgentEnvironment.INPUT);
    }

    /// The outcome, with what the agent reported and left.
    private AttemptOutcome outcome(OutputReader.Result result, AttemptStats stats, StopSignal stop)
            throws SandboxException {
        AgentEvents events = AgentEvents.read(sandbox, log);
        SandboxStats resources = sandbox.stats();
        var used =
                new AttemptStats(
                        stats.sandbox(),
                        stats.execution(),
                        events.usage(),
                        new ResourceUsage(resources.cpu(), resources.memoryPeakBytes()));
        return switch (new ArtifactCollector(sandbox, artifacts, log, stop).collect()) {
            case ArtifactCollector.Result.Kept(var files) ->
                    outcome(result, used, new Leftovers(files, events.checkpoint()));
            case ArtifactCollector.Result.Refused(var failure) -> {
                log.warn(failure.message());
                var left = new Leftovers(List.of(), events.checkpoint());
                yield result instanceof OutputReader.Result.Outputs
                        ? new AttemptOutcome.Failed(failure, used, left)
                        : outcome(result, used, left);
            }
        };
    }

    private static AttemptOutcome outcome(
            OutputReader.Result result, AttemptStats stats, Leftovers left) {
        return switch (result) {
            case OutputReader.Result.Outputs(var value) ->
                    new AttemptOutcome.Succeeded(value, stats, left);
            case OutputReader.Result.Failed(var failure) ->
                    new AttemptOutcome.Failed(failure, stats, left);
        };
    }

    private OutputReader.Result result(Supervision.Ending ending, OutputCollector collector)
            throws SandboxException {
        TakenFile file = sandbox.get(AgentEnvironment.OUTPUT, OutputReader.MAX_FILE_BYTES);
        OutputReader.Result result = explained(result(ending, collector, file));
        boolean stdoutIsOutput =
                result instanceof OutputReader.Result.Outputs && file instanceof TakenFile.Absent;
        if (!stdoutIsOutput) {
            collector.logStdout();
        }
        return result;
    }

    /// An agent that failed at a limit failed because of it, whatever it says; a limit that it got
    /// along with is none of its failure.
    private OutputReader.Result explained(OutputReader.Result result) {
        boolean isItsOwn =
                result instanceof OutputReader.Result.Failed(var failure)
                        && (failure.type() == Failure.Type.ERROR
                                || failure.type() == Failure.Type.TIMEOUT);
        return isItsOwn
                ? sandbox.stats()
                        .exceeded()
                        .map(limit -> LimitFailure.of(limit, attempt.manifest()))
                        .<OutputReader.Result>map(OutputReader.Result.Failed::new)
                        .orElse(result)
                : result;
    }

    private OutputReader.Result result(
            Supervision.Ending ending, OutputCollector collector, TakenFile file) {
        if (ending.stopped().isPresent()) {
            return new OutputReader.Result.Failed(ending.stopped().get());
        }
        if (collector.isOverLimit()) {
            return new OutputReader.Result.Failed(
                    new Failure(
                            Failure.Type.OUTPUT_TOO_LARGE,
                            "killed, for it wrote more than %,d bytes to stdout"
                                    .formatted(OutputCollector.MAX_STDOUT_BYTES)));
        }
        String lastLine = collector.lastWords();
        return switch (ending.exit()) {
            case Exit.Exited(var status) ->
                    status == 0
                            ? new OutputReader(attempt.manifest(), log)
                                    .read(file, collector.stdout())
                            : new OutputReader.Result.Failed(
                                    AgentFailure.exited(status, file, lastLine));
            case Exit.Signaled(var signal) ->
                    new OutputReader.Result.Failed(AgentFailure.signaled(signal, file, lastLine));
            case Exit.FailedToStart(var reason) ->
                    new OutputReader.Result.Failed(
                            new Failure(
                                    Failure.Type.SANDBOX_FAILED,
                                    Excerpt.line("the agent was not started: " + reason)));
        };
    }
}
