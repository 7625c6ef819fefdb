package net.swarmstack.registry;

import java.nio.file.Path;

/// A process that has read a registry, and then waits to be killed.
final class ChildReader {

    private ChildReader() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        try (ReadOnlyRegistry registry =
                Registry.openReadOnly(folder.resolve("registry.db"), folder)) {
            System.out.println(registry.views().list(10).size());
            System.in.read();
        }
    }
}
