package net.swarmstack.catalog;

import net.swarmstack.catalog.GarbageCollection.Removed;
import net.swarmstack.packages.PackageStore;
import net.swarmstack.registry.Registry;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/// A process that collects the garbage of a root when it is told to, and says how much it removed
/// of each kind.
final class ChildCollector {

    private ChildCollector() {}

    /// @param arguments the folder of the root, and what time it is
    public static void main(String[] arguments) throws Exception {
        var root = new Root(Path.of(arguments[0]));
        var clock = InstantSource.fixed(Instant.parse(arguments[1]));
        try (Registry registry = Registry.open(root.database(), root.blobs(), Thread::new, clock)) {
            System.out.println("ready");
            System.in.read();
            var packages = new PackageStore(root.packages());
            for (Removed removed :
                    new GarbageCollection(root, registry.garbage(), packages, clock).run(false)) {
                System.out.println(removed.kind() + " " + removed.amount().count());
            }
        }
    }
}
