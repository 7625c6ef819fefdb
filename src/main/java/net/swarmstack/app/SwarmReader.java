package net.swarmstack.app;

import net.swarmstack.catalog.CatalogStore;
import net.swarmstack.engine.RunViews;
import net.swarmstack.logs.RunLogs;
import net.swarmstack.registry.ReadOnlyRegistry;
import net.swarmstack.registry.Registry;

import java.nio.file.Path;

/// What commands that only read need: nothing is made, changed or adopted, and nothing is loaded
/// before it is asked for.
public final class SwarmReader implements AutoCloseable {

    private final Path root;
    private final ReadOnlyRegistry registry;

    private SwarmReader(Path root, ReadOnlyRegistry registry) {
        this.root = root;
        this.registry = registry;
    }

    /// Opens a root for reading.
    public static SwarmReader open(Path root) {
        return new SwarmReader(
                root, Registry.openReadOnly(root.resolve("swarm-registry/registry.db")));
    }

    public CatalogStore catalog() {
        return registry.catalog();
    }

    public RunViews runs() {
        return registry.views();
    }

    public RunLogs logs() {
        return new RunLogs(root.resolve("swarm-registry/logs/workflow-runs"));
    }

    @Override
    public void close() {
        registry.close();
    }
}
