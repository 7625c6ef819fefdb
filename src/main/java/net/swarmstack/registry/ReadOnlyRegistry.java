package net.swarmstack.registry;

import net.swarmstack.catalog.CatalogStore;
import net.swarmstack.engine.RunViews;

import java.util.Optional;

/// The registry, open for reading: nothing in the file is changed, and nothing is opened before it
/// is asked for. A registry of another version of Swarm is refused by the first query.
public final class ReadOnlyRegistry implements AutoCloseable {

    private final Reader reader;
    private final Owners owners;
    private final BlobStore blobs;

    ReadOnlyRegistry(Reader reader, Owners owners, BlobStore blobs) {
        this.reader = reader;
        this.owners = owners;
        this.blobs = blobs;
    }

    public CatalogStore catalog() {
        return new SqliteCatalogStore(reader, Optional.empty());
    }

    public RunViews views() {
        return new SqliteRunViews(reader, owners, blobs);
    }

    @Override
    public void close() {
        reader.close();
    }
}
