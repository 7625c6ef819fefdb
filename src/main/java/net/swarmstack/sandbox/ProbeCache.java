package net.swarmstack.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What the drivers' probes found. That a driver works is remembered in a file until the host is
/// started again or the driver fails; that it does not work is asked again by each process, for a
/// person may have mended it.
public final class ProbeCache {

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path folder;
    private final Map<String, Optional<Probe.Unusable>> found = new ConcurrentHashMap<>();

    /// @param folder where the files are
    public ProbeCache(Path folder) {
        this.folder = folder;
    }

    /// Why a driver does not work; empty where it does.
    Optional<Probe.Unusable> trouble(SandboxDriver driver) {
        return found.computeIfAbsent(driver.name(), _ -> look(driver));
    }

    private Optional<Probe.Unusable> look(SandboxDriver driver) {
        Path file = file(driver);
        String key = key();
        if (!key.isEmpty() && isKnown(file, key)) {
            return Optional.empty();
        }
        return switch (driver.probe()) {
            case Probe.Usable _ -> {
                remember(file, key);
                yield Optional.empty();
            }
            case Probe.Unusable trouble -> Optional.of(trouble);
        };
    }

    /// The driver failed: its probe is asked again.
    void forget(SandboxDriver driver) {
        found.remove(driver.name());
        try {
            Files.deleteIfExists(file(driver));
        } catch (IOException e) {
            // It is read-only, and so was never written.
        }
    }

    private Path file(SandboxDriver driver) {
        return folder.resolve("probe-" + driver.name());
    }

    /// This start of the host, and this user of it.
    private static String key() {
        try {
            return Files.readString(BOOT_ID).strip()
                    + " "
                    + Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            return ""; // nothing is remembered
        }
    }

    private static boolean isKnown(Path file, String key) {
        try {
            return Files.readString(file).equals(key);
        } catch (IOException e) {
            return false;
        }
    }

    private static void remember(Path file, String key) {
        try {
            Files.writeString(file, key);
        } catch (IOException e) {
            // It is looked for again the next time.
        }
    }
}
