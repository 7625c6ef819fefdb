package net.swarmstack.catalog;

import net.swarmstack.catalog.Registration.OnConflict;
import net.swarmstack.model.IdSource;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.packages.Durable;
import net.swarmstack.packages.PackageStore;

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
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;

/// Makes a root, and repairs one: folders, the configuration, templates, what is bundled, the
/// registry. Never overwrites what a person changed. Where all is well it only looks at a few
/// files; else it works under a lock, for which a second process waits.
public final class RootInitializer {

    private final BundledFiles bundle;
    private final CatalogStores stores;
    private final IdSource ids;
    private final InstantSource clock;
    private final Consumer<String> hints;

    /// @param hints told in a line what it waits for
    public RootInitializer(
            BundledFiles bundle,
            CatalogStores stores,
            IdSource ids,
            InstantSource clock,
            Consumer<String> hints) {
        this.bundle = bundle;
        this.stores = stores;
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
        try {
            makeFolders(root);
            try (FileChannel file = openLock(root);
                    FileLock _ = lock(file, root)) {
                return isWhole(root, stamp) ? InitReport.NOTHING : fill(root, stamp);
            }
        } catch (IOException e) {
            throw new SwarmException(
                    Code.MISCONFIGURED, "can't make the root " + root.folder() + ": " + e, e);
        }
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
        var install = new BundleInstall(root, bundled, InstalledFiles.of(root).digests());
        install.run();
        var registrations = new ArrayList<Registration>();
        stores.use(root, store -> registrations.addAll(register(root, store, bundled, install)));
        new InstalledFiles(stamp, install.digests()).write(root);
        return new InitReport(install.written(), install.kept(), registrations);
    }

    /// Registers from a copy, for what stands in the root may be a person's.
    private List<Registration> register(
            Root root, CatalogStore store, Map<String, byte[]> bundled, BundleInstall install) {
        try {
            Path copy = Files.createTempDirectory(root.registry(), ".bundled-");
            try {
                for (var file : bundled.entrySet()) {
                    Path target = copy.resolve(file.getKey());
                    Files.createDirectories(target.resolveSibling(""));
                    Files.write(target, file.getValue());
                }
                return register(root, store, copy, install);
            } finally {
                Durable.deleteTree(copy);
            }
        } catch (IOException e) {
            throw new SwarmException(Code.MISCONFIGURED, "can't register what is bundled: " + e, e);
        }
    }

    private List<Registration> register(
            Root root, CatalogStore store, Path copy, BundleInstall install) {
        var agents = new AgentRegistrar(store, new PackageStore(root.packages()), ids, clock);
        var workflows = new WorkflowRegistrar(store, ids, clock);
        var registrations = new ArrayList<Registration>();
        for (var file : DefinitionFile.in(copy.resolve("agents"), DefinitionFile.AGENT)) {
            registrations.add(
                    agents.register(
                            file,
                            root.agents().resolve(file.folder().getFileName()),
                            onConflict(copy, file, install)));
        }
        for (var file : DefinitionFile.in(copy.resolve("workflows"), DefinitionFile.WORKFLOW)) {
            registrations.add(
                    workflows.register(
                            file,
                            root.workflows()
                                    .resolve(copy.resolve("workflows").relativize(file.file())),
                            onConflict(copy, file, install)));
        }
        return registrations;
    }

    private static OnConflict onConflict(Path copy, DefinitionFile file, BundleInstall install) {
        return install.isKept(copy.relativize(file.file()).toString())
                ? OnConflict.KEEP
                : OnConflict.REPLACE;
    }
}
