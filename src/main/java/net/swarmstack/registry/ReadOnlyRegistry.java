package net.swarmstack.registry;

import net.swarmstack.catalog.CatalogStore;
import net.swarmstack.catalog.GarbageStore;
import net.swarmstack.catalog.PruningStore;
import net.swarmstack.engine.RunOwners;
import net.swarmstack.engine.RunViews;

import java.sql.SQLException;
import java.util.List;
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

    public RunOwners owners() {
        return new SqliteRunOwners(reader, owners);
    }

    /// For looking what pruning would do.
    public PruningStore pruning() {
        return new SqlitePruningStore(reader, Optional.empty());
    }

    /// For looking what is garbage.
    public GarbageStore garbage() {
        return new SqliteGarbageStore(reader, Optional.empty(), owners, blobs);
    }

    public RunViews views() {
        return new SqliteRunViews(reader, owners, blobs);
    }

    /// The version of its tables.
    public int schemaVersion() {
        return reader.read(Schema::version);
    }

    /// What SQLite finds wrong in the file; empty where nothing.
    ///
    /// @param whole whether it compares indexes with their tables too, which takes longer
    public List<String> damage(boolean whole) {
        return reader.read(statements -> damage(statements, whole));
    }

    /// As [#damage(boolean)].
    static List<String> damage(Statements statements, boolean whole) throws SQLException {
        String check = whole ? "PRAGMA integrity_check" : "PRAGMA quick_check";
        return statements.list(check, row -> row.getString(1)).stream()
                .filter(line -> !line.equals("ok"))
                .toList();
    }

    /// Verifies all that it holds, check by check; reads everything, of the large values too.
    ///
    /// @throws net.swarmstack.model.SwarmException where it can't be opened as it is
    public List<Verdict> verify() {
        return new Verification(reader, blobs).run();
    }

    @Override
    public void close() {
        reader.close();
    }
}
