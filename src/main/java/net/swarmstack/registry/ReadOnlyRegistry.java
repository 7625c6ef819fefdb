package net.swarmstack.registry;

import net.swarmstack.catalog.CatalogStore;
import net.swarmstack.catalog.GarbageStore;
import net.swarmstack.catalog.PruningStore;
import net.swarmstack.engine.RunViews;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;

import java.util.ArrayList;
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

    /// For looking what pruning would do.
    public PruningStore pruning() {
        return new SqlitePruningStore(reader, Optional.empty(), owners);
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
    public List<String> damage() {
        return reader.read(statements ->
                statements.list("PRAGMA quick_check", row -> row.getString(1)).stream()
                        .filter(line -> !line.equals("ok"))
                        .toList());
    }

    /// Verifies the chain of events of every run; reads all of them.
    public Histories verifyHistories() {
        List<RunId> runs =
                reader.read(statements ->
                        statements.list(
                                """
                                SELECT id FROM workflow_runs
                                UNION SELECT run_id FROM run_events ORDER BY 1\
                                """,
                                row -> new RunId(row.getString(1))));
        var damaged = new ArrayList<String>();
        for (RunId run : runs) {
            try {
                reader.read(statements -> EventRows.verify(statements, run));
            } catch (SwarmException e) {
                damaged.add(String.valueOf(e.getMessage()));
            }
        }
        return new Histories(runs.size(), damaged);
    }

    /// What verifying found.
    ///
    /// @param runs how many there are
    /// @param damaged a message for each that was changed
    public record Histories(int runs, List<String> damaged) {

        public Histories {
            damaged = List.copyOf(damaged);
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
