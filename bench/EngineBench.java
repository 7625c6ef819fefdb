import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import net.swarmstack.app.Swarm;
import net.swarmstack.catalog.Registration;
import net.swarmstack.catalog.Root;
import net.swarmstack.engine.Attempt;
import net.swarmstack.engine.AttemptOutcome;
import net.swarmstack.engine.Engine;
import net.swarmstack.engine.EnginePorts;
import net.swarmstack.engine.History;
import net.swarmstack.engine.RunHandle;
import net.swarmstack.engine.RunRequest;
import net.swarmstack.engine.StepRunner;
import net.swarmstack.engine.StopSignal;
import net.swarmstack.engine.UuidV7Source;
import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.registry.Registry;
import tools.jackson.databind.node.ObjectNode;

/// Figure 1: 40 sequential steps of `echo`, engine only: a real root, the real planner, engine and
/// registry, and a step runner that returns at once; against 41 commits of the same rows by plain
/// JDBC, in turn (A B A B …) in one process, both warm.
///
/// Called by `bench/run engine`; the arguments are the folder for the roots (on the disk to be
/// measured) and the number of counted pairs.
public class EngineBench {

    private static final int STEPS = 40;

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(args[0]), "swarm-bench");
        int pairs = Integer.parseInt(args[1]);
        var root = new Root(folder.resolve("root"));
        Swarm.Launch launch = register(root, Files.createDirectory(folder.resolve("flow")));
        var engineMillis = new ArrayList<Double>();
        var bareMillis = new ArrayList<Double>();
        try (Registry registry =
                        Registry.open(
                                root.database(),
                                root.blobs(),
                                Thread::new,
                                InstantSource.system());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            History history = registry.history();
            Engine engine = engine(history, threads);
            var runs = new ArrayList<RunId>();
            runs.add(run(engine, launch).id());
            BareCommits bare = BareCommits.of(root.database(), runs.getFirst(), STEPS);
            try (Connection connection = bare.open(folder.resolve("bare.db"))) {
                for (int i = 0; i < 2 * pairs; i++) {
                    double ours = millis(() -> runs.add(run(engine, launch).id()));
                    double theirs = millis(() -> bare.run(connection));
                    if (i >= pairs) {
                        engineMillis.add(ours);
                        bareMillis.add(theirs);
                    }
                }
            }
            runs.forEach(history::events); // reading checks the hash chain
        } finally {
            Figures.delete(folder);
        }
        Figures.print(
                pairs + " pairs, ms", "engine, 40 steps", engineMillis, "41 bare commits", bareMillis);
    }

    /// The workflow of the figure, registered as `swarm workflow register` does.
    private static Swarm.Launch register(Root root, Path folder) throws Exception {
        var text = new StringBuilder(
                """
                name: chain
                version: 1.0.0
                description: Passes a message through %d steps
                author: bench
                trigger: {type: manual}
                steps:
                """.formatted(STEPS));
        for (int i = 0; i < STEPS; i++) {
            String message = i == 0 ? "trigger.message" : "steps.s" + (i - 1) + ".outputs.echoed";
            text.append("  - {id: s%d, agent: echo, inputs: {message: \"${%s}\"}}\n".formatted(i, message));
        }
        Path file = Files.writeString(folder.resolve("workflow.yaml"), text);
        try (Swarm swarm = Swarm.open(root, Map.of(), _ -> {})) {
            swarm.registrar().registerWorkflow(file, Registration.OnConflict.REFUSE);
            return swarm.prepare("chain");
        }
    }

    private static Engine engine(History history, ExecutorService threads) {
        var atOnce =
                new StepRunner() {
                    @Override
                    public String sandboxId(RunId run, StepId step, int attempt) {
                        return "none-000000000000-1";
                    }

                    @Override
                    public AttemptOutcome run(Attempt attempt, StopSignal stop) {
                        ObjectNode outputs = Json.object();
                        outputs.set("echoed", attempt.inputs().get("message"));
                        outputs.put("timestamp", "2026-01-01T00:00:00.000Z");
                        return new AttemptOutcome.Succeeded(
                                outputs, new AttemptStats(Duration.ZERO, Duration.ZERO));
                    }
                };
        return new Engine(
                new EnginePorts(history, atOnce, List.of()),
                InstantSource.system(),
                new UuidV7Source(InstantSource.system(), RandomGenerator.getDefault()),
                threads,
                2);
    }

    private static RunHandle run(Engine engine, Swarm.Launch launch) {
        RunHandle handle =
                engine.start(
                        new RunRequest(
                                launch.workflow(),
                                launch.plan(),
                                "manual",
                                Json.object().put("message", "Hello World")),
                        _ -> {});
        try {
            if (handle.await().status() != RunStatus.SUCCEEDED) {
                throw new IllegalStateException("run " + handle.id() + " did not succeed");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return handle;
    }

    private interface Work {
        Object run() throws SQLException;
    }

    private static double millis(Work work) throws SQLException {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }
}
