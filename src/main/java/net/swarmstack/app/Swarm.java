package net.swarmstack.app;

import net.swarmstack.catalog.BundledFiles;
import net.swarmstack.catalog.Catalog;
import net.swarmstack.catalog.Deletions;
import net.swarmstack.catalog.GarbageCollection;
import net.swarmstack.catalog.InitReport;
import net.swarmstack.catalog.Pruning;
import net.swarmstack.catalog.Registrar;
import net.swarmstack.catalog.Root;
import net.swarmstack.catalog.RootInitializer;
import net.swarmstack.catalog.Scaffold;
import net.swarmstack.catalog.Trials;
import net.swarmstack.engine.Engine;
import net.swarmstack.engine.EnginePorts;
import net.swarmstack.engine.History;
import net.swarmstack.engine.RunHandle;
import net.swarmstack.engine.RunListener;
import net.swarmstack.engine.RunRequest;
import net.swarmstack.engine.RunViews;
import net.swarmstack.engine.UuidV7Source;
import net.swarmstack.logs.RunLogs;
import net.swarmstack.model.AgentPin;
import net.swarmstack.model.IdSource;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.Reason;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.WorkflowPin;
import net.swarmstack.notify.LogNotifier;
import net.swarmstack.packages.Durable;
import net.swarmstack.packages.PackageStore;
import net.swarmstack.plan.Plan;
import net.swarmstack.registry.Registry;
import net.swarmstack.sandbox.SandboxDriver;
import net.swarmstack.sandbox.SearchPath;
import net.swarmstack.sandbox.Spawner;
import net.swarmstack.sandbox.process.ProcessDriver;
import net.swarmstack.step.AttemptRunner;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// A root, open for changing it and for executing runs. Here every object gets what it needs, by
/// its constructor.
public final class Swarm implements AutoCloseable {

    static final InstantSource CLOCK = InstantSource.system();

    /// Agents in Java run on the JVM that runs Swarm: it is there, and no older than Swarm demands.
    private static final Path OWN_JAVA = Path.of(System.getProperty("java.home"), "bin");

    private final Root root;
    private final Map<String, String> environment;
    private final IdSource ids;
    private final Registry registry;
    private final PackageStore packages;
    private final ExecutorService threads;
    private Optional<Engine> engine = Optional.empty();
    private volatile Optional<SandboxDriver> driver = Optional.empty();

    private Swarm(Root root, Map<String, String> environment, IdSource ids) {
        this.root = root;
        this.environment = environment;
        this.ids = ids;
        this.registry = open(root);
        this.packages = new PackageStore(root.packages());
        this.threads = Executors.newVirtualThreadPerTaskExecutor();
    }

    /// Makes a root, or repairs one.
    ///
    /// @param hints told in a line what it waits for
    public static InitReport init(Root root, Consumer<String> hints) {
        InitReport report = initializer(ids(), hints).init(root);
        open(root).close(); // a registry that can't be opened is not whole
        return report;
    }

    /// Opens a root; makes it where there is none.
    ///
    /// @param environment of this process
    /// @param hints told in a line what it waits for
    public static Swarm open(Root root, Map<String, String> environment, Consumer<String> hints) {
        IdSource ids = ids();
        initializer(ids, hints).init(root);
        return new Swarm(root, environment, ids);
    }

    /// What planning a workflow gives, with the agents of a root, or where there is none, with the
    /// bundled ones; nothing is registered.
    ///
    /// @param path the file, or the folder of a `workflow.yaml`
    public static Parsed<Plan> validate(Root root, Path path) {
        return ask(root, catalog -> catalog.validate(path));
    }

    /// What the catalog of a root answers, or where there is none, a catalog of what is bundled.
    public static <T> T ask(Root root, Function<Catalog, T> question) {
        if (root.exists()) {
            try (SwarmReader swarm = SwarmReader.open(root)) {
                return question.apply(swarm.catalog());
            }
        }
        try {
            Path temporary = Files.createTempDirectory("swarm-");
            try (Swarm swarm = open(new Root(temporary), Map.of(), _ -> {})) {
                return question.apply(swarm.catalog());
            } finally {
                Durable.deleteTree(temporary);
            }
        } catch (IOException e) {
            throw new SwarmException(
                    Code.MISCONFIGURED, "can't make a temporary root: " + Reason.of(e), e);
        }
    }

    /// The agents and workflows of the root.
    public Catalog catalog() {
        return new Catalog(registry.catalog());
    }

    /// Adds agents and workflows.
    public Registrar registrar() {
        return new Registrar(root, registry.catalog(), packages, ids, CLOCK);
    }

    /// Deletes agents and workflows.
    public Deletions deletions() {
        return new Deletions(root, registry.catalog(), registry.deletions(), CLOCK);
    }

    /// Deletes runs that ended long ago.
    public Pruning pruning() {
        return new Pruning(root, registry.pruning(), CLOCK);
    }

    /// Removes what nothing refers to.
    public GarbageCollection garbage() {
        return new GarbageCollection(root, registry.garbage(), packages, CLOCK);
    }

    /// Makes new agents and workflows from templates.
    public Scaffold scaffold() {
        return new Scaffold(root, registry.catalog());
    }

    /// The runs of the root.
    public RunViews runs() {
        return registry.views();
    }

    /// The plan of a registered workflow.
    ///
    /// @throws net.swarmstack.model.SwarmException `NOT_FOUND` where there is no such workflow,
    ///   `INVALID_DEFINITION` where it can't run any more
    public Launch prepare(String workflowReference) {
        return launch(catalog().workflow(workflowReference));
    }

    /// Agents that are executed without a workflow.
    public Trials trials() {
        return new Trials(registry.catalog(), CLOCK);
    }

    /// The plan of a workflow that has a row.
    ///
    /// @throws net.swarmstack.model.SwarmException `INVALID_DEFINITION` where it can't run any more
    public Launch launch(WorkflowPin workflow) {
        Plan plan = catalog().plan(workflow);
        return new Launch(workflow, plan, unbundled(plan));
    }

    private List<String> unbundled(Plan plan) {
        Set<Sha256> bundled = RootInitializer.bundledPackages(root);
        return plan.agents().values().stream()
                .filter(agent -> !bundled.contains(agent.digest()))
                .map(AgentPin::reference)
                .distinct()
                .sorted()
                .toList();
    }

    /// Starts a run by hand, in this process. When the call returns, the run is durable.
    ///
    /// @param variables take the place of the workflow's own of the same names
    /// @throws net.swarmstack.model.SwarmException `INVALID_INPUT` where the workflow can't take
    ///   the trigger or the variables
    public RunHandle start(
            Launch launch, ObjectNode trigger, ObjectNode variables, RunListener listener) {
        var request =
                new RunRequest(launch.workflow(), launch.plan(), "manual", trigger, variables);
        return engine().start(request, listener);
    }

    /// Kills whatever executes in this process, without asking it to end, and starts nothing more:
    /// for a process that ends at once. Waits for no run.
    public void closeSandboxes() {
        driver.ifPresent(SandboxDriver::closeAll);
    }

    private synchronized Engine engine() {
        if (engine.isEmpty()) {
            engine = Optional.of(newEngine());
        }
        return engine.get();
    }

    private Engine newEngine() {
        Config config = Config.of(root);
        var logs = new RunLogs(root.logs());
        SandboxDriver sandboxes = processDriver(root, environment);
        driver = Optional.of(sandboxes);
        History history = registry.history();
        var runner = new AttemptRunner(sandboxes, packages::files, history::keepFile, logs, CLOCK);
        var ports =
                new EnginePorts(
                        history,
                        runner,
                        List.of(new LogNotifier(logs, CLOCK)),
                        new ScheduledTimers());
        return new Engine(
                ports,
                config.values(),
                CLOCK,
                ids,
                threads,
                RandomGenerator.getDefault(),
                config.slots());
    }

    static SandboxDriver processDriver(Root root, Map<String, String> environment) {
        return ProcessDriver.create(
                root.sandboxes(),
                SearchPath.of(environment).andFirst(OWN_JAVA),
                new Spawner(),
                Thread.ofPlatform().daemon().name("output-", 0).factory());
    }

    private static RootInitializer initializer(IdSource ids, Consumer<String> hints) {
        return new RootInitializer(BundledFiles.ofProgram(), registries(), ids, CLOCK, hints);
    }

    private static RootInitializer.Registries registries() {
        return (root, work) -> {
            Registry.create(root.database());
            try (Registry registry = open(root)) {
                work.accept(registry.catalog());
            }
        };
    }

    private static Registry open(Root root) {
        return Registry.open(
                root.database(),
                root.blobs(),
                Thread.ofPlatform().daemon().name("registry-writer").factory(),
                CLOCK);
    }

    static IdSource ids() {
        return new UuidV7Source(CLOCK, new SecureRandom());
    }

    /// Waits for what still runs.
    @Override
    public void close() {
        threads.close();
        registry.close();
    }

    /// A workflow that can be started.
    ///
    /// @param unbundledAgents the references of the agents that did not come with Swarm
    public record Launch(WorkflowPin workflow, Plan plan, List<String> unbundledAgents) {}
}
