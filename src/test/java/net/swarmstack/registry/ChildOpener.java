package net.swarmstack.registry;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.TreeSet;

/// A process that opens a registry again and again until it reads a line, and tells how many runs
/// it saw each time.
final class ChildOpener {

    private ChildOpener() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        var seen = new TreeSet<Integer>();
        System.out.println("opens");
        while (System.in.available() == 0) {
            try (Registry registry =
                    Registry.open(
                            folder.resolve("registry.db"),
                            folder.resolve("blobs"),
                            Thread::new,
                            InstantSource.system())) {
                seen.add(registry.views().list(100).size());
            } catch (SwarmException e) {
                if (e.code() != Code.BUSY) {
                    throw e;
                }
            }
        }
        System.out.println("seen: " + seen);
    }
}
