package net.swarmstack.app;

import net.swarmstack.catalog.Catalog;
import net.swarmstack.catalog.GarbageCollection;
import net.swarmstack.catalog.Pruning;
import net.swarmstack.catalog.Registration.Kind;
import net.swarmstack.catalog.Root;
import net.swarmstack.catalog.Scaffold;
import net.swarmstack.catalog.Scaffold.Template;
import net.swarmstack.engine.RunOwners;
import net.swarmstack.engine.RunViews;
import net.swarmstack.logs.RunLogs;
import net.swarmstack.packages.PackageStore;
import net.swarmstack.registry.ReadOnlyRegistry;
import net.swarmstack.registry.Registry;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// What commands that only read need: nothing is made, changed or adopted, and nothing is loaded
/// before it is asked for.
public final class SwarmReader implements AutoCloseable {

    private final Root root;
    private final ReadOnlyRegistry registry;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private SwarmReader(Root root, ReadOnlyRegistry registry) {
        this.root = root;
        this.registry = registry;
    }

    /// Opens a root for reading.
    ///
    /// @throws net.swarmstack.model.SwarmException `NOT_FOUND` where there is none,
    ///   `NOT_AUTHORISED` where it is another user's
    public static SwarmReader open(Root root) {
        root.requireExists();
        root.requireOwner();
        return new SwarmReader(root, Registry.openReadOnly(root.database(), root.blobs()));
    }

    public Catalog catalog() {
        return new Catalog(registry.catalog());
    }

    /// What a new agent or workflow may begin as.
    public List<Template> templates(Kind kind) {
        return Scaffold.templates(root, kind);
    }

    public RunViews runs() {
        return registry.views();
    }

    /// The processes that execute runs.
    public RunOwners owners() {
        return registry.owners();
    }

    /// Asks the processes that execute runs.
    ///
    /// @param hints told in a line what it waits for
    public RunCalls calls(Consumer<String> hints) {
        return new RunCalls(registry.owners(), threads, hints);
    }

    /// For looking only.
    public Pruning pruning() {
        return new Pruning(root, registry.pruning(), Swarm.CLOCK);
    }

    /// For looking only.
    public GarbageCollection garbage() {
        return new GarbageCollection(
                root, registry.garbage(), new PackageStore(root.packages()), Swarm.CLOCK);
    }

    public RunLogs logs() {
        return new RunLogs(root.logs());
    }

    /// What `config.yaml` says, and the defaults of what it does not.
    ///
    /// @throws net.swarmstack.model.SwarmException `INVALID_DEFINITION` with every problem in it
    public List<Setting> settings() {
        return Config.of(root).settings();
    }

    @Override
    public void close() {
        threads.close();
        registry.close();
    }
}
