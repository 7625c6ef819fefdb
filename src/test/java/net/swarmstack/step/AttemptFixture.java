package net.swarmstack.step;

import net.swarmstack.definition.AgentManifest;
import net.swarmstack.definition.DefinitionReader;
import net.swarmstack.engine.Attempt;
import net.swarmstack.engine.AttemptOutcome;
import net.swarmstack.engine.SandboxDemand;
import net.swarmstack.engine.StopSignal;
import net.swarmstack.logs.RunLogs;
import net.swarmstack.model.AgentPin;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Isolation;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunId;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.StepExecutionId;
import net.swarmstack.model.StepId;
import net.swarmstack.sandbox.SandboxDriver;
import net.swarmstack.sandbox.host.HostDrivers;
import net.swarmstack.testing.Choosers;
import net.swarmstack.testing.InMemoryHistory;
import net.swarmstack.testing.SandboxLeaks;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/// One agent in a temporary folder, and the means to execute it.
final class AttemptFixture {

    static final Instant DEADLINE = Instant.parse("2030-01-02T03:04:05.678Z");

    private static final StepId STEP = new StepId("greet");

    final RunId run = new RunId("0190a1b2-c3d4-7e5f-8a6b-" + randomDigits());
    final RunLogs logs;
    final InMemoryHistory history = new InMemoryHistory();
    final AttemptRunner runner;
    final StopSignal stop;

    private final SandboxLeaks leaks;
    private final Path files;
    private String yaml = "";
    private String runtime = "";
    private JsonNode inputs = Json.object();
    private Optional<JsonNode> checkpoint = Optional.empty();
    private Duration timeout = Duration.ofSeconds(60);

    AttemptFixture(SandboxLeaks leaks, Path folder) throws IOException {
        this(leaks, folder, System.getenv());
    }

    /// @param environment of Swarm's own process
    AttemptFixture(SandboxLeaks leaks, Path folder, Map<String, String> environment)
            throws IOException {
        this(
                leaks,
                folder,
                environment,
                new StopSignal(),
                UnaryOperator.identity(),
                new WarmPool(0, 0, Runnable::run));
    }

    /// @param wrapper what is put around the driver
    AttemptFixture(
            SandboxLeaks leaks, Path folder, StopSignal stop, UnaryOperator<SandboxDriver> wrapper)
            throws IOException {
        this(leaks, folder, stop, wrapper, new WarmPool(0, 0, Runnable::run));
    }

    /// @param pool of interpreters that wait
    AttemptFixture(
            SandboxLeaks leaks,
            Path folder,
            StopSignal stop,
            UnaryOperator<SandboxDriver> wrapper,
            WarmPool pool)
            throws IOException {
        this(leaks, folder, System.getenv(), stop, wrapper, pool);
    }

    private AttemptFixture(
            SandboxLeaks leaks,
            Path folder,
            Map<String, String> environment,
            StopSignal stop,
            UnaryOperator<SandboxDriver> wrapper,
            WarmPool pool)
            throws IOException {
        this.leaks = leaks;
        this.stop = stop;
        this.logs = new RunLogs(folder.resolve("logs"));
        this.files = Files.createDirectories(folder.resolve("package"));
        this.runner =
                new AttemptRunner(
                        Choosers.only(
                                wrapper.apply(HostDrivers.process(leaks.base(), environment))),
                        _ -> files,
                        history::keepFile,
                        logs,
                        InstantSource.system(),
                        pool);
    }

    private static String randomDigits() {
        return UUID.randomUUID().toString().substring(24);
    }

    /// Adds a key to `runtime`; to be called before the agent is made.
    AttemptFixture runtime(String more) {
        runtime += ", " + more;
        return this;
    }

    AttemptFixture node(String script) throws IOException {
        return agent("node", "main.js", script);
    }

    AttemptFixture python(String script) throws IOException {
        return agent("python", "main.py", script);
    }

    AttemptFixture shell(String script) throws IOException {
        return agent("shell", "main.sh", script);
    }

    /// Makes an agent of one file.
    AttemptFixture agent(String type, String entry, String script) throws IOException {
        Files.createDirectories(files.resolve(entry).getParent());
        Files.writeString(files.resolve(entry), script);
        yaml =
                """
                name: greeter
                version: 1.2.3
                description: A greeter
                author: test
                runtime: {type: %s, entry: %s%s}
                """
                        .formatted(type, entry, runtime);
        return this;
    }

    /// Adds keys to agent.yaml.
    AttemptFixture with(String more) {
        yaml += more + "\n";
        return this;
    }

    AttemptFixture inputs(String json) {
        inputs = Json.parse(json);
        return this;
    }

    /// What an earlier attempt wrote.
    AttemptFixture checkpoint(String json) {
        checkpoint = Optional.of(Json.parse(json));
        return this;
    }

    AttemptFixture timeout(Duration timeout) {
        this.timeout = timeout;
        return this;
    }

    AttemptOutcome run() {
        AgentManifest manifest = new DefinitionReader().agent("agent.yaml", yaml).orThrow();
        var outcome = new CompletableFuture<AttemptOutcome>();
        var pin =
                new AgentPin(
                        "agent-id",
                        manifest.name(),
                        manifest.version(),
                        Sha256.of(new byte[0]),
                        manifest.source());
        var demand = new SandboxDemand(pin, manifest.isolation(), Optional.empty());
        runner.run(
                new Attempt(
                        run,
                        STEP,
                        execution(),
                        1,
                        leaks.watch(runner.sandboxId(run, STEP, 1, demand)),
                        demand,
                        manifest,
                        inputs,
                        timeout,
                        DEADLINE,
                        checkpoint),
                stop,
                outcome::complete);
        return outcome.join();
    }

    String sandboxId(RunId of, StepId step, int number) {
        var pin = new AgentPin("id", "agent", "1.0.0", Sha256.of(new byte[0]), Json.object());
        var demand = new SandboxDemand(pin, Isolation.PROCESS, Optional.empty());
        return runner.sandboxId(of, step, number, demand);
    }

    StepExecutionId execution() {
        return StepExecutionId.of(run, STEP);
    }

    /// The outputs, as compact JSON.
    String outputs() {
        return switch (run()) {
            case AttemptOutcome.Succeeded(var outputs, var _, var _) -> Json.compact(outputs);
            case AttemptOutcome.Failed(var failure, var _, var _) ->
                    throw new AssertionError(failure);
        };
    }

    Failure failure() {
        return switch (run()) {
            case AttemptOutcome.Succeeded(var outputs, var _, var _) ->
                    throw new AssertionError("succeeded: " + Json.compact(outputs));
            case AttemptOutcome.Failed(var failure, var _, var _) -> failure;
        };
    }

    List<JsonNode> log() throws IOException {
        return Files.readAllLines(logs.attemptFile(run, STEP, 1)).stream()
                .map(Json::parse)
                .toList();
    }

    /// The lines of the log, each `stream: message`.
    List<String> logText() throws IOException {
        return log().stream()
                .map(line ->
                        line.get("stream").stringValue() + ": " + line.get("msg").stringValue())
                .toList();
    }
}
