package net.swarmstack.app;

import net.swarmstack.catalog.Root;
import net.swarmstack.model.Reason;
import net.swarmstack.model.SwarmException;
import net.swarmstack.sandbox.SearchPath;
import net.swarmstack.sandbox.Spawner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What Swarm needs of the machine.
final class MachineChecks {

    private static final Pattern VERSION = Pattern.compile("([0-9]+)(\\.[0-9]+)*");
    private static final long LONGEST_SECONDS = 10;
    private static final int OLDEST_NODE = 18;
    private static final int FASTER_NODE = 24;
    private static final long MIB = 1L << 20;
    private static final long TOO_LITTLE = 100 * MIB;
    private static final long LITTLE = 1024 * MIB;

    private final Root root;
    private final SearchPath programs;

    MachineChecks(Root root, Map<String, String> environment) {
        this.root = root;
        this.programs = programs(root, environment);
    }

    /// Those that agents get; where what is configured can't be used, which is a finding about the
    /// root, those there would be without.
    private static SearchPath programs(Root root, Map<String, String> environment) {
        var runtimes = new Runtimes(root, environment);
        try {
            return runtimes.searchPath(Config.of(root));
        } catch (SwarmException e) {
            return runtimes.installedPath();
        }
    }

    List<Finding> findings() {
        return List.of(java(), node(), python(), disk());
    }

    private static Finding java() {
        return Finding.ok("java", Runtime.version() + ", " + System.getProperty("java.home"));
    }

    private Finding node() {
        String remedy = "Install Node.js 18 or newer (Debian: apt install nodejs)";
        Optional<String> node = programs.find("node");
        if (node.isEmpty()) {
            return Finding.fail("node", "not on the PATH: most agents need it", remedy);
        }
        Optional<Matcher> version = version(node.get());
        if (version.isEmpty()) {
            return Finding.fail("node", node.get() + " does not say its version", remedy);
        }
        int major = Integer.parseInt(version.get().group(1));
        String text = version.get().group() + ", " + node.get();
        if (major < OLDEST_NODE) {
            return Finding.fail("node", text + ": too old", remedy);
        }
        return major < FASTER_NODE
                ? Finding.ok(
                        "node",
                        text
                                + "; Node.js 24 starts in half the time: swarm runtime install node@24")
                : Finding.ok("node", text);
    }

    private Finding python() {
        Optional<String> python = programs.find("python3");
        if (python.isEmpty()) {
            return Finding.warn(
                    "python3",
                    "not on the PATH: agents in Python can't run",
                    "Install Python 3 (Debian: apt install python3)");
        }
        return Finding.ok(
                "python3",
                version(python.get()).map(v -> v.group() + ", ").orElse("") + python.get());
    }

    /// The first number that a program says on `--version`.
    private static Optional<Matcher> version(String program) {
        try {
            Process process =
                    new Spawner()
                            .start(
                                    List.of(program, "--version"),
                                    Map.of(),
                                    Path.of("/"),
                                    new Spawner.Stdin.OfText(""));
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            byte[] said = process.getInputStream().readNBytes(1000);
            return Optional.of(VERSION.matcher(new String(said, StandardCharsets.UTF_8)))
                    .filter(Matcher::find);
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the main thread", e);
        }
    }

    private Finding disk() {
        Path place = root.folder();
        while (!Files.exists(place) && place.getParent() != null) {
            place = place.getParent();
        }
        try {
            long free = Files.getFileStore(place).getUsableSpace();
            String text = String.format(Locale.ROOT, "%,d MB free at %s", free / 1_000_000, place);
            String remedy = "Make room, or take a root on another disk with --root DIR";
            if (free < TOO_LITTLE) {
                return Finding.fail("disk", text, remedy);
            }
            return free < LITTLE ? Finding.warn("disk", text, remedy) : Finding.ok("disk", text);
        } catch (IOException e) {
            return Finding.fail("disk", "can't find out how much is free: " + Reason.of(e), "");
        }
    }
}
