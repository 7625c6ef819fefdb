package net.swarmstack.registry;

import net.swarmstack.testing.RunScript;

import java.nio.file.Path;
import java.time.InstantSource;

/// A process that has accepted a run, and then waits to be killed.
public final class ChildOwner {

    private ChildOwner() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        try (Registry registry =
                Registry.open(
                        folder.resolve("registry.db"),
                        folder.resolve("blobs"),
                        Thread::new,
                        InstantSource.system())) {
            int run = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
            RunScript script =
                    new RunScript(RunScript.run(run)).accepted(RunScript.inline("m", "1"), "a");
            registry.history().append(script.id(), script.take());
            System.out.println("owns");
            System.in.read();
        }
    }
}
