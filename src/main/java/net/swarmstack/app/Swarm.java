package net.swarmstack.app;

import net.swarmstack.catalog.BundledFiles;
import net.swarmstack.catalog.Catalog;
import net.swarmstack.catalog.Deletions;
import net.swarmstack.catalog.GarbageCollection;
import net.swarmstack.catalog.InitReport;
import net.swarmstack.catalog.Pruning;
import net.swarmstack.catalog.Registrar;
import net.swarmstack.catalog.Registration;
import net.swarmstack.catalog.RestoreReport;
import net.swarmstack.catalog.Root;
import net.swarmstack.catalog.RootInitializer;
import net.swarmstack.catalog.Scaffold;
import net.swarmstack.catalog.Trials;
import net.swarmstack.engine.Continuation;
import net.swarmstack.engine.PinnedPlans;
import net.swarmstack.engine.RunEvents;
import net.swarmstack.engine.RunHandle;
import net.swarmstack.engine.RunListener;
import net.swarmstack.engine.RunOwners;
import net.swarmstack.engine.RunRequest;
import net.swarmstack.engine.RunViews;
import net.swarmstack.engine.SandboxDemand;
import net.swarmstack.engine.UuidV7Source;
import net.swarmstack.engine.Wish;
import net.swarmstack.model.AgentPin;
import net.swarmstack.model.IdSource;
import net.swarmstack.model.Isolation;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.Reason;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.WorkflowPin;
import net.swarmstack.packages.Durable;
import net.swarmstack.packages.PackageStore;
import net.swarmstack.plan.AgentLookup.Found.Pinned;
import net.swarmstack.plan.Plan;
import net.swarmstack.registry.Registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/// A root, open for changing it and for executing runs. Here every object gets what it needs, by
/// its constructor.
public final class Swarm implements AutoCloseable {

    static final InstantSource CLOCK = InstantSource.system();

    private final Root root;
    private final Map<String, String> environment;
    private final IdSource ids;
    private final Consumer<String> hints;
    private final Registry registry;
    private final PackageStore packages;
    private final PinnedPlans plans = new PinnedPlans();
    private final ExecutorService threads;
    private Optional<Config> config = Optional.empty();
    private Optional<HostSandboxes> sandboxes = Optional.empty();
    private volatile Optional<RunHost> host = Optional.empty();

    private Swarm(
            Root root, Map<String, String> environment, IdSource ids, Consumer<String> hints) {
        this.root = root;
        this.environment = environment;
        this.ids = ids;
        this.hints = hints;
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

    /// Copies the registry of a root into one file, also while it is used; see [Registry#backUp].
    public static void backUp(Root root, Path file) {
        root.requireExists();
        root.requireOwner();
        Registry.backUp(root.database(), file);
    }

    /// Puts a backup in the place of the registry of a root, and makes or repairs what else is in
    /// it; see [Registry#restore].
    ///
    /// @param hints told in a line what it waits for
    public static RestoreReport restore(Root root, Path backup, Consumer<String> hints) {
        if (!Files.isRegularFile(backup)) {
            throw new SwarmException(Code.NOT_FOUND, "no file " + backup);
        }
        return initializer(ids(), hints)
                .replaceRegistry(root, () -> Registry.restore(root.database(), backup, CLOCK));
    }

    /// Opens a root; makes it where there is none.
    ///
    /// @param environment of this process
    /// @param hints told in a line what it waits for
    public static Swarm open(Root root, Map<String, String> environment, Consumer<String> hints) {
        IdSource ids = ids();
        initializer(ids, hints).init(root);
        return new Swarm(root, environment, ids, hints);
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
        Root.requireNotLost(root.database());
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
        return new Launch(workflow, plan);
    }

    /// Refuses a run whose steps can't be isolated as they have to be; tells where they are
    /// isolated less than they might be.
    ///
    /// @param asked the isolation that a person asks for by name
    /// @throws net.swarmstack.model.SwarmException `MISCONFIGURED`
    public void requireSandboxes(Plan plan, Optional<Isolation> asked) {
        var notices = new LinkedHashSet<String>();
        sandboxes().driversOf(plan, asked, notices);
        notices.forEach(hints);
    }

    /// Tells where what was registered demands more isolation than there is here: running it would
    /// be refused.
    public void tellOfMissingSandboxes(Registration registered) {
        try {
            sandboxes()
                    .refusals(demands(registered))
                    .forEach(reason ->
                            hints.accept(
                                    "it can't run here as things are: "
                                            + reason
                                            + " See: swarm doctor"));
        } catch (SwarmException e) {
            hints.accept("can't tell whether it can run here: " + e.getMessage());
        }
    }

    private Stream<SandboxDemand> demands(Registration registered) {
        return switch (registered.kind()) {
            case AGENT ->
                    catalog().agents().find(registered.reference()) instanceof Pinned(var agent)
                            ? Stream.of(demand(agent))
                            : Stream.empty();
            case WORKFLOW ->
                    prepare(registered.reference()).plan().steps().stream()
                            .map(step ->
                                    new SandboxDemand(
                                            step.agent(), step.isolation(), Optional.empty()));
        };
    }

    private static SandboxDemand demand(AgentPin agent) {
        Isolation least =
                Isolation.parse(agent.manifest().path("isolation").asString(""))
                        .orElse(Isolation.PROCESS);
        return new SandboxDemand(agent, least, Optional.empty());
    }

    /// Starts a run, in this process. When the call returns, the run is durable.
    ///
    /// @throws net.swarmstack.model.SwarmException `INVALID_INPUT` where the workflow can't take
    ///   the trigger or the variables
    public RunHandle start(RunRequest request, RunListener listener) {
        return host(false).start(request, listener);
    }

    /// Accepts a run that another process will execute: the one that works for this root, which is
    /// started where none does. When the call returns, the run is durable.
    ///
    /// @throws net.swarmstack.model.SwarmException as [#start]
    public RunId enqueue(RunRequest request) {
        RunId run = host(false).enqueue(request);
        try {
            worker().wake();
            return run;
        } catch (SwarmException e) {
            throw new SwarmException(
                    e.code(),
                    "run %s is queued, but nobody is there to execute it: %s\n"
                                    .formatted(run, e.getMessage())
                            + "Execute it here: swarm runs resume "
                            + run,
                    e);
        }
    }

    /// The runs that nobody executes though something of them is to be done, oldest first.
    public List<RunId> unowned() {
        return registry.queue().unowned(Integer.MAX_VALUE);
    }

    private Worker worker() {
        return new Worker(root, environment, registry.owners(), threads, hints);
    }

    /// Takes over a run that nobody executes; nothing where it is over, or another process has it.
    ///
    /// @throws net.swarmstack.model.SwarmException also what the run answers to a wish that it
    ///   refuses: then nothing has happened in it
    public Optional<RunHandle> adopt(RunId run, RunListener listener, Wish wish) {
        return host(false).adopt(run, listener, wish);
    }

    /// Executes what nobody executes, until there is nothing left.
    ///
    /// @throws InterruptedException where the thread is told to end
    /// @throws SwarmException `NOT_OWNER` where others took this process for dead
    public void work() throws InterruptedException {
        worker().work(() -> host(true).dispatch());
    }

    /// The processes that execute runs.
    public RunOwners owners() {
        return registry.owners();
    }

    /// Asks the processes that execute runs.
    public RunCalls calls() {
        return new RunCalls(registry.owners(), threads, hints);
    }

    /// What a run was started with, to go on with it.
    ///
    /// @throws net.swarmstack.model.SwarmException `MISCONFIGURED` where this version can't
    public Launch pinned(RunId run) {
        RunAccepted accepted = RunEvents.accepted(run, events(run));
        return new Launch(accepted.workflow(), plans.of(run, accepted));
    }

    /// Everything that happened in a run.
    public List<RecordedEvent> events(RunId run) {
        return registry.history().events(run);
    }

    /// Leaves every run as it is, for another process to go on with.
    public void abandonRuns() {
        host.ifPresent(RunHost::abandonAll);
    }

    /// What can be done with a run that has ended.
    ///
    /// @throws net.swarmstack.model.SwarmException `CONFLICT` where it has not ended,
    ///   `MISCONFIGURED` where this version can't go on with it
    public Continuation continuation(RunId run) {
        return Continuation.of(run, registry.history(), plans, config().values());
    }

    /// Kills whatever executes in this process, without asking it to end, and starts nothing more:
    /// for a process that ends at once. Waits for no run.
    public void closeSandboxes() {
        host.ifPresent(RunHost::closeSandboxes);
    }

    /// As it was when it was first asked for.
    private synchronized Config config() {
        if (config.isEmpty()) {
            config = Optional.of(Config.of(root));
        }
        return config.get();
    }

    private synchronized HostSandboxes sandboxes() {
        if (sandboxes.isEmpty()) {
            sandboxes = Optional.of(HostSandboxes.of(root, environment, config()));
        }
        return sandboxes.get();
    }

    private synchronized RunHost host(boolean adopts) {
        if (host.isEmpty()) {
            var parts =
                    new RunHost.Parts(
                            root,
                            config(),
                            environment,
                            registry,
                            packages,
                            plans,
                            ids,
                            threads,
                            hints);
            host = Optional.of(RunHost.start(parts, sandboxes(), adopts));
        }
        return host.get();
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
        host.ifPresent(RunHost::close);
        threads.close();
        registry.close();
    }

    /// A workflow that can be started.
    public record Launch(WorkflowPin workflow, Plan plan) {}
}
