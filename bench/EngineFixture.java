import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import net.swarmstack.app.Swarm;
import net.swarmstack.catalog.Registration;
import net.swarmstack.catalog.Root;
import net.swarmstack.engine.Attempt;
import net.swarmstack.engine.AttemptOutcome;
import net.swarmstack.engine.Engine;
import net.swarmstack.engine.EnginePorts;
import net.swarmstack.engine.History;
import net.swarmstack.engine.Incidents;
import net.swarmstack.engine.Leftovers;
import net.swarmstack.engine.PinnedPlans;
import net.swarmstack.engine.RunHandle;
import net.swarmstack.engine.RunListener;
import net.swarmstack.engine.RunQueue;
import net.swarmstack.engine.RunRequest;
import net.swarmstack.engine.SandboxDemand;
import net.swarmstack.engine.StepRunner;
import net.swarmstack.engine.StopSignal;
import net.swarmstack.engine.UuidV7Source;
import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.registry.Registry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A real root, planner, engine and registry, and a step runner that returns at once: the message
/// that a step was given, or where that is [#FAIL], a failure that may be tried again.
final class EngineFixture implements AutoCloseable {

    static final String FAIL = "fail";

    private record AtOnce(Runnable atAttempt) implements StepRunner {

        @Override
        public String sandboxId(
                RunId run, StepId step, int attempt, SandboxDemand demand) {
            return "none-000000000000-1";
        }

        @Override
        public void run(Attempt attempt, StopSignal stop, Consumer<AttemptOutcome> ended) {
            atAttempt.run();
            ended.accept(outcome(attempt.inputs().path("message")));
        }

        private static AttemptOutcome outcome(JsonNode message) {
            var stats = new AttemptStats(Duration.ZERO, Duration.ZERO);
            if (message.asString("").equals(FAIL)) {
                return new AttemptOutcome.Failed(
                        new Failure(Failure.Type.ERROR, "of a benchmark"),
                        stats,
                        Leftovers.NONE);
            }
            ObjectNode outputs = Json.object();
            outputs.set("echoed", message);
            outputs.put("timestamp", "2026-01-01T00:00:00.000Z");
            return new AttemptOutcome.Succeeded(outputs, stats);
        }

        @Override
        public void reap(String sandboxId) {}
    }

    private final Path folder;
    private final Root root;
    private final Registry registry;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Engine engine;

    private EngineFixture(Path folder, int slots, UnaryOperator<History> watch, Runnable atAttempt)
            throws IOException {
        this.folder = folder;
        this.root = new Root(folder.resolve("root"));
        Swarm.open(root, Map.of(), _ -> {}).close();
        this.registry =
                Registry.open(
                        root.database(), root.blobs(), Thread::new, InstantSource.system());
        this.engine =
                new Engine(
                        new EnginePorts(
                                watch.apply(registry.history()),
                                registry.queue(),
                                new AtOnce(atAttempt),
                                List.of(),
                                (_, _) -> () -> {}, // no time passes
                                new Incidents(System.err::println)),
                        new PinnedPlans(),
                        Json.object(),
                        InstantSource.system(),
                        new UuidV7Source(InstantSource.system(), RandomGenerator.getDefault()),
                        threads,
                        RandomGenerator.getDefault(),
                        slots);
    }

    /// @param parent a folder on the disk to be measured
    /// @param slots how many steps may execute at once
    static EngineFixture create(String parent, int slots) throws IOException {
        return create(parent, slots, history -> history, () -> {});
    }

    /// @param watch put around the history
    /// @param atAttempt called when an attempt begins
    static EngineFixture create(
            String parent, int slots, UnaryOperator<History> watch, Runnable atAttempt)
            throws IOException {
        return new EngineFixture(
                Files.createTempDirectory(Path.of(parent), "swarm-bench"), slots, watch, atAttempt);
    }

    /// Another on the same root, after [#stop] of the one before.
    EngineFixture reopen(int slots) throws IOException {
        return new EngineFixture(folder, slots, history -> history, () -> {});
    }

    Path folder() {
        return folder;
    }

    RunQueue queue() {
        return registry.queue();
    }

    Executor threads() {
        return threads;
    }

    Engine engine() {
        return engine;
    }

    Root root() {
        return root;
    }

    Path database() {
        return root.database();
    }

    History history() {
        return registry.history();
    }

    /// Registers a workflow of `echo` steps, as `swarm workflow register` does.
    ///
    /// @param isChain whether each step passes on what the one before it gave; else none waits
    Swarm.Launch register(String name, int steps, boolean isChain) throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < steps; i++) {
            String message =
                    i == 0 || !isChain
                            ? "trigger.message"
                            : "steps.s" + (i - 1) + ".outputs.echoed";
            text.append(
                    "  - {id: s%d, agent: echo, needs: [], inputs: {message: \"${%s}\"}}\n"
                            .formatted(i, message));
        }
        return register(name, text.toString());
    }

    /// Registers a workflow of one `echo` step that executes for each of `trigger.items`.
    Swarm.Launch registerForEach(String name) throws IOException {
        return register(
                name,
                "  - {id: s, agent: echo, foreach: \"${trigger.items}\","
                        + " inputs: {message: \"${item}\"}}\n");
    }

    /// Registers a workflow of these steps.
    ///
    /// @param steps as in the file, each line of it indented
    Swarm.Launch register(String name, String steps) throws IOException {
        String text =
                """
                name: %s
                version: 1.0.0
                description: of a benchmark
                author: bench
                trigger: {type: manual}
                steps:
                %s
                """
                        .formatted(name, steps);
        Path file = Files.createDirectory(folder.resolve(name)).resolve("workflow.yaml");
        Files.writeString(file, text);
        try (Swarm swarm = Swarm.open(root, Map.of(), _ -> {})) {
            swarm.registrar().registerWorkflow(file, Registration.OnConflict.REFUSE);
            return swarm.prepare(name);
        }
    }

    RunHandle start(Swarm.Launch launch) {
        return start(launch, Json.object().put("message", "Hello World"));
    }

    RunHandle start(Swarm.Launch launch, ObjectNode trigger) {
        return engine.start(request(launch, trigger), _ -> {});
    }

    RunHandle start(Swarm.Launch launch, ObjectNode trigger, RunListener listener) {
        return engine.start(request(launch, trigger), listener);
    }

    static RunRequest request(Swarm.Launch launch, ObjectNode trigger) {
        return new RunRequest(
                launch.workflow(), launch.plan(), "manual", trigger, Json.object());
    }

    static RunId await(RunHandle handle) {
        try {
            if (handle.await().status() != RunStatus.SUCCEEDED) {
                throw new IllegalStateException("run " + handle.id() + " did not succeed");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return handle.id();
    }

    /// Leaves a run for another process.
    void leave(RunHandle run) {
        run.abandon();
        while (engine.find(run.id()).isPresent()) {
            Thread.onSpinWait();
        }
    }

    /// Waits for what executes. To others this process is dead then, for its lock is gone.
    void stop() {
        threads.close();
        registry.close();
    }

    @Override
    public void close() throws IOException {
        stop();
        Figures.delete(folder);
    }
}
