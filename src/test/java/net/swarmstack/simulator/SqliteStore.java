package net.swarmstack.simulator;

import net.swarmstack.engine.RunOwners.Owner;
import net.swarmstack.model.RunId;
import net.swarmstack.registry.ReadOnlyRegistry;
import net.swarmstack.registry.Registry;
import net.swarmstack.registry.TestRegistry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The real registry, in a folder of its own: each process opens it as a process does.
final class SqliteStore implements Store, AutoCloseable {

    private final Path folder;
    private final List<Registry> open = new ArrayList<>();
    private final ReadOnlyRegistry reader;

    private SqliteStore(Path folder) {
        this.folder = folder;
        this.reader = Registry.openReadOnly(database(folder), blobs(folder));
    }

    /// Makes the file that every store begins with.
    ///
    /// @param folder an empty one
    static void prepare(Path folder, Workflows workflows) {
        Registry.create(database(folder));
        try (Registry registry = open(folder, InstantSource.fixed(Instant.EPOCH))) {
            registry.catalog().put(TestRegistry.agent("agent-id", "any", "1.0.0"));
            int number = 0;
            for (Workflows.Workflow workflow : workflows.all()) {
                registry.catalog()
                        .put(
                                TestRegistry.workflow(
                                        workflow.pin().workflowId(), "flow" + number++, "1.0.0"));
            }
        }
    }

    /// @param prepared what [#prepare] made
    /// @param folder an empty one
    static SqliteStore create(Path prepared, Path folder) {
        try {
            Files.copy(database(prepared), database(folder));
            return new SqliteStore(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path database(Path folder) {
        return folder.resolve("registry.db");
    }

    private static Path blobs(Path folder) {
        return folder.resolve("blobs");
    }

    private static Registry open(Path folder, InstantSource clock) {
        return Registry.open(database(folder), blobs(folder), Thread::new, clock);
    }

    @Override
    public Seat join(InstantSource clock) {
        Registry registry = open(folder, clock);
        open.add(registry);
        return new Seat(
                registry.epoch(),
                registry.history(),
                registry.queue(),
                () -> unlock(registry.epoch()),
                () -> leave(registry));
    }

    /// As where the lock of a process is lost that lives.
    private void unlock(long epoch) {
        try {
            Files.delete(folder.resolve("owners").resolve(epoch + ".lock"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void leave(Registry registry) {
        if (open.remove(registry)) {
            registry.close();
        }
    }

    @Override
    public Optional<Long> livingOwner(RunId run) {
        return reader.owners().of(run).map(Owner::epoch);
    }

    @Override
    public String tip(RunId run) {
        return reader.views().events(run).getLast().required("hash").stringValue();
    }

    @Override
    public List<String> damage() {
        return reader.verify().stream()
                .filter(verdict -> verdict.count() > 0)
                .map(verdict -> verdict.check() + ": " + verdict.text())
                .toList();
    }

    /// Nothing of it is left.
    @Override
    public void close() {
        List.copyOf(open).forEach(this::leave);
        reader.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(SqliteStore::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
