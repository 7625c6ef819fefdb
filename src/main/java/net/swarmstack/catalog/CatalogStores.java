package net.swarmstack.catalog;

import java.util.function.Consumer;

/// Port: opens the registries of roots.
@FunctionalInterface
public interface CatalogStores {

    /// Makes the registry of a root where there is none, and lends its catalog for the time of the
    /// call.
    void use(Root root, Consumer<CatalogStore> work);
}
