package net.swarmstack.catalog;

import net.swarmstack.model.IdSource;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Makes a root, and repairs one: folders, the configuration, templates, what is bundled, the
/// registry. Never overwrites what a person changed. Where all is well it only looks at a few
/// files; else it works under a lock, for which a second process waits.
public final class RootInitializer {

    private final BundledFiles bundle;
    private final Registries registries;
    private final IdSource ids;
    private final InstantSource clock;
    private final Consumer<String> hints;

    /// @param hints told in a line what it waits for
    public RootInitializer(
            BundledFiles bundle,
            Registries registries,
            IdSource ids,
            InstantSource clock,
            Consumer<String> hints) {
        this.bundle = bundle;
        this.registries = registries;
        this.ids = ids;
        this.clock = clock;
        this.hints = hints;
    }

    /// Makes or repairs a root.
    ///
    /// @throws SwarmException `NOT_AUTHORISED` where it belongs to another user
    public InitReport init(Root root) {
        root.requireOwner();
        String stamp = bundle.stamp();
        if (isWhole(root, stamp)) {
            return InitReport.NOTHING;
        }
        return alone(root, () -> isWhole(root, stamp) ? InitReport.NOTHING : fill(root, stamp));
    }

    /// Puts another registry in the place of a root's, while nobody else makes or repairs the root,
    /// and what is bundled into that registry; makes the root where there is none.
    ///
    /// @throws SwarmException `NOT_AUTHORISED` where it belongs to another user
    public <T> T replaceRegistry(Root root, Supplier<T> replacing) {
        root.requireOwner();
        return alone(
                root,
                () -> {
                    T result = replacing.get();
                    fill(root, bundle.stamp());
                    return result;
                });
    }

    private <T> T alone(Root root, Work<T> work) {
        RootPlace.requirePossible(root.folder());
        try {
            makeFolders(root);
            try (FileChannel file = openLock(root);
                    FileLock _ = lock(file, root)) {
                return work.run();
            }
        } catch (IOException e) {
            throw RootPlace.notMade(root.folder(), e);
        }
    }

    /// What is done under the lock.
    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    /// The packages that came with the program, this version of it or an earlier one.
    public static Set<Sha256> bundledPackages(Root root) {
        return InstalledFiles.of(root).below(root, root.packages()).values().stream()
                .map(Sha256::new)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Port: the registries of roots.
    @FunctionalInterface
    public interface Registries {

        /// Makes the registry of a root where there is none, and lends its catalog for the time of
        /// the call.
        void use(Root root, Consumer<CatalogStore> work);
    }

    private static boolean isWhole(Root root, String stamp) {
        return root.exists() && InstalledFiles.of(root).areWhole(root, stamp);
    }

    private static void makeFolders(Root root) throws IOException {
        for (Path folder :
                List.of(
                        root.packages(),
                        root.agents().resolve("_templates"),
                        root.workflows().resolve(".registry"),
                        root.workflows().resolve("_templates"),
                        root.logs(),
                        root.blobs(),
                        root.sandboxes(),
                        root.secrets().resolve("credentials"))) {
            Files.createDirectories(folder);
        }
        for (Path secret :
                List.of(root.registry(), root.secrets(), root.secrets().resolve("credentials"))) {
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static FileChannel openLock(Root root) throws IOException {
        return FileChannel.open(
                root.registry().resolve(".init.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
    }

    private FileLock lock(FileChannel file, Root root) throws IOException {
        FileLock lock = file.tryLock();
        if (lock != null) {
            return lock;
        }
        hints.accept("waiting for another process that makes " + root.folder());
        return file.lock();
    }

    private InitReport fill(Root root, String stamp) throws IOException {
        SortedMap<String, byte[]> bundled = bundle.read();
        InstalledFiles before = InstalledFiles.of(root);
        var install = new BundleInstall(root, bundled, before.digests());
        install.run();
        var installed = new TreeMap<>(before.below(root, root.packages()));
        installed.putAll(install.digests());
        var registrations = new ArrayList<Registration>();
        registries.use(
                root,
                store -> {
                    var registration = new BundleRegistration(root, store, ids, clock);
                    registrations.addAll(registration.run(bundled, install));
                    installed.putAll(registration.archives());
                });
        installed.keySet().removeIf(path -> !Files.exists(root.folder().resolve(path)));
        new InstalledFiles(stamp, installed).write(root);
        return new InitReport(install.written(), install.kept(), registrations);
    }
}
