package net.swarmstack.app;

import net.swarmstack.catalog.CatalogStore;
import net.swarmstack.engine.RunViews;
import net.swarmstack.registry.ReadOnlyRegistry;
import net.swarmstack.registry.Registry;

import java.nio.file.Path;

/// What commands that only read need: nothing is made, changed or adopted, and nothing is loaded
/// before it is asked for.
public final class SwarmReader implements AutoCloseable {

    private final ReadOnlyRegistry registry;

    private SwarmReader(ReadOnlyRegistry registry) {
        this.registry = registry;
    }

    /// Opens a root for reading.
    public static SwarmReader open(Path database) {
        return new SwarmReader(Registry.openReadOnly(database));
    }

    public CatalogStore catalog() {
        return registry.catalog();
    }

    public RunViews runs() {
        return registry.views();
    }

    @Override
    public void close() {
        registry.close();
    }
}
