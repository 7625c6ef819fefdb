package net.swarmstack.catalog;

import net.swarmstack.model.IdSource;
import net.swarmstack.model.Uuid7;
import net.swarmstack.packages.PackageStore;
import net.swarmstack.registry.ReadOnlyRegistry;
import net.swarmstack.registry.Registry;
import net.swarmstack.testing.RunScript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/// A root in a folder, wired as the program wires it.
final class TestRoot {

    private static final InstantSource CLOCK = InstantSource.fixed(RunScript.START);

    private final Root root;
    private final AtomicLong lastId = new AtomicLong();
    private final IdSource ids =
            () -> Uuid7.of(RunScript.START.toEpochMilli(), 0, lastId.incrementAndGet());
    private final List<String> hints = new ArrayList<>();

    TestRoot(Path folder) {
        this.root = new Root(folder);
    }

    Root root() {
        return root;
    }

    List<String> hints() {
        return hints;
    }

    InitReport init() {
        return init(BundledFiles.ofProgram());
    }

    InitReport init(BundledFiles bundle) {
        return new RootInitializer(bundle, this::use, ids, CLOCK, hints::add).init(root);
    }

    private void use(Root given, Consumer<CatalogStore> work) {
        Registry.create(given.database());
        try (Registry registry = open()) {
            work.accept(registry.catalog());
        }
    }

    private Registry open() {
        return Registry.open(root.database(), root.blobs(), Thread::new, CLOCK);
    }

    /// What a command would do with the catalog.
    <T> T read(Function<Catalog, T> command) {
        try (ReadOnlyRegistry registry = Registry.openReadOnly(root.database(), root.blobs())) {
            return command.apply(new Catalog(registry.catalog()));
        }
    }

    /// What a command would do to the catalog.
    <T> T register(Function<Registrar, T> command) {
        try (Registry registry = open()) {
            return command.apply(
                    new Registrar(
                            root,
                            registry.catalog(),
                            new PackageStore(root.packages()),
                            ids,
                            CLOCK));
        }
    }

    /// Writes a file below the root, folders included.
    Path write(String path, String text) throws IOException {
        Path file = root.folder().resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    String text(String path) throws IOException {
        return Files.readString(root.folder().resolve(path));
    }

    /// Writes an agent below the root; gives its folder.
    ///
    /// @param content of what it starts
    Path agent(String name, String version, String content) throws IOException {
        Path file =
                write(
                        "swarm-agents/" + name + "/agent.yaml",
                        """
                        name: %s
                        version: %s
                        description: An agent
                        author: me
                        runtime: {type: node, entry: main.js}
                        """
                                .formatted(name, version));
        write("swarm-agents/" + name + "/main.js", content);
        return file.getParent();
    }
}
