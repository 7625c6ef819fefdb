package net.swarmstack.step;

import net.swarmstack.definition.AgentManifest;
import net.swarmstack.engine.Attempt;
import net.swarmstack.engine.AttemptOutcome;
import net.swarmstack.engine.StopSignal;
import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.Seconds;
import net.swarmstack.sandbox.ExecSpec;
import net.swarmstack.sandbox.Execution;
import net.swarmstack.sandbox.Exit;
import net.swarmstack.sandbox.Sandbox;
import net.swarmstack.sandbox.SandboxException;
import net.swarmstack.sandbox.SandboxPath;
import net.swarmstack.sandbox.TakenFile;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// The agent protocol, version 1, in one open sandbox: inputs in, the agent executed, outputs out.
final class AgentRun {

    private final Attempt attempt;
    private final Sandbox sandbox;
    private final AttemptLog log;
    private final InstantSource clock;

    AgentRun(Attempt attempt, Sandbox sandbox, AttemptLog log, InstantSource clock) {
        this.attempt = attempt;
        this.sandbox = sandbox;
        this.log = log;
        this.clock = clock;
    }

    /// Executes the agent to its end.
    ///
    /// @param program the agent's interpreter, by its path in the sandbox
    /// @param startedAt when the attempt began: its timeout counts from there
    AttemptOutcome execute(String program, StopSignal stop, Instant startedAt)
            throws SandboxException {
        AgentManifest manifest = attempt.manifest();
        sandbox.put(AgentEnvironment.INPUT, line(attempt));
        var collector = new OutputCollector(log, clock);
        Instant readyAt = clock.instant();
        if (stop.isGiven()) {
            var stats = new AttemptStats(Duration.between(startedAt, readyAt), Duration.ZERO);
            return new AttemptOutcome.Failed(AttemptRunner.CANCELLED, stats);
        }
        Execution execution = sandbox.exec(spec(program), collector);
        Duration left = attempt.timeout().minus(Duration.between(startedAt, readyAt));
        Supervision.Ending ending =
                new Supervision(sandbox, execution, stop).await(left, manifest.grace(), overdue());
        collector.end();
        var stats =
                new AttemptStats(
                        Duration.between(startedAt, readyAt),
                        Duration.between(readyAt, clock.instant()));
        return outcome(ending, collector, stats);
    }

    /// The timeout that passed is the step's where that is the lower one, else the agent's.
    private Failure overdue() {
        boolean isSteps = attempt.timeout().compareTo(attempt.manifest().runtime().timeout()) < 0;
        return new Failure(
                Failure.Type.TIMEOUT,
                "stopped at the %s's timeout_seconds of %s"
                        .formatted(isSteps ? "step" : "agent", Seconds.text(attempt.timeout())));
    }

    /// The inputs as one compact line.
    private static byte[] line(Attempt attempt) {
        return (Json.compact(attempt.inputs()) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private ExecSpec spec(String program) {
        Path entry = Path.of("package", attempt.manifest().runtime().entry()).normalize();
        return new ExecSpec(
                List.of(program, sandbox.path(SandboxPath.of(entry.toString()))),
                AgentEnvironment.of(attempt, sandbox),
                AgentEnvironment.WORK,
                AgentEnvironment.INPUT);
    }

    private AttemptOutcome outcome(
            Supervision.Ending ending, OutputCollector collector, AttemptStats stats)
            throws SandboxException {
        TakenFile file = sandbox.get(AgentEnvironment.OUTPUT, OutputReader.MAX_FILE_BYTES);
        OutputReader.Result result = result(ending, collector, file);
        boolean stdoutIsOutput =
                result instanceof OutputReader.Result.Outputs && file instanceof TakenFile.Absent;
        if (!stdoutIsOutput) {
            collector.logStdout();
        }
        return switch (result) {
            case OutputReader.Result.Outputs(var value) ->
                    new AttemptOutcome.Succeeded(value, stats);
            case OutputReader.Result.Failed(var failure) ->
                    new AttemptOutcome.Failed(failure, stats);
        };
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
        String lastLine = collector.lastStderrLine();
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
