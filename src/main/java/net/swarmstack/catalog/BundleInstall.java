package net.swarmstack.catalog;

import net.swarmstack.model.Sha256;
import net.swarmstack.packages.Durable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Puts the bundled files into a root, unit by unit: an agent, a workflow, a template, the
/// configuration. A unit of which a person changed a file stays as it is; of the others, what is
/// missing or old is written.
final class BundleInstall {

    /// Stands for the digest of a file that a person changed.
    private static final String CHANGED = "-";

    private final Root root;
    private final SortedMap<String, byte[]> bundled;
    private final Map<String, String> before;
    private final SortedSet<String> changedUnits = new TreeSet<>();
    private final List<Path> written = new ArrayList<>();
    private final SortedMap<String, String> digests = new TreeMap<>();

    /// @param bundled by the names below `bundled/`
    /// @param before the digests of what was installed, by the path below the root
    BundleInstall(Root root, SortedMap<String, byte[]> bundled, Map<String, String> before) {
        this.root = root;
        this.bundled = bundled;
        this.before = before;
    }

    void run() throws IOException {
        for (var file : bundled.entrySet()) {
            if (isChanged(file.getKey(), file.getValue())) {
                changedUnits.add(unit(file.getKey()));
            }
        }
        for (var file : bundled.entrySet()) {
            install(file.getKey(), file.getValue());
        }
    }

    /// Whether a person changed the unit of a bundled file.
    boolean isKept(String name) {
        return changedUnits.contains(unit(name));
    }

    /// The files that were written.
    List<Path> written() {
        return List.copyOf(written);
    }

    /// The files of a person among the bundled ones.
    List<Path> kept() {
        return bundled.keySet().stream()
                .filter(this::isKept)
                .map(this::target)
                .filter(Files::exists)
                .toList();
    }

    /// The digests of what is there now, by the path below the root.
    SortedMap<String, String> digests() {
        return digests;
    }

    private boolean isChanged(String name, byte[] content) throws IOException {
        Path target = target(name);
        if (!Files.exists(target)) {
            return false;
        }
        String now = Sha256.of(Files.readAllBytes(target)).hex();
        return !now.equals(Sha256.of(content).hex()) && !now.equals(before.get(path(name)));
    }

    private void install(String name, byte[] content) throws IOException {
        Path target = target(name);
        if (isKept(name) && !isMissing(target, name, content)) {
            if (Files.exists(target)) {
                digests.put(path(name), before.getOrDefault(path(name), CHANGED));
            }
            return;
        }
        if (!isThere(target, content)) {
            Files.createDirectories(target.resolveSibling(""));
            Durable.write(target, content);
            written.add(target);
        }
        digests.put(path(name), Sha256.of(content).hex());
    }

    /// Whether a file is gone that was installed just so; another release's file never comes beside
    /// what a person changed.
    private boolean isMissing(Path target, String name, byte[] content) {
        return !Files.exists(target) && Sha256.of(content).hex().equals(before.get(path(name)));
    }

    private static boolean isThere(Path target, byte[] content) throws IOException {
        return Files.exists(target)
                && Sha256.of(Files.readAllBytes(target)).equals(Sha256.of(content));
    }

    private Path target(String name) {
        return root.folder().resolve(path(name));
    }

    /// The path below the root.
    private static String path(String name) {
        String[] parts = name.split("/", 2);
        return switch (parts[0]) {
            case "agents" -> "swarm-agents/" + parts[1];
            case "workflows" -> "swarm-workflows/" + parts[1];
            case "templates" -> templatePath(parts[1]);
            default -> "swarm-registry/" + name;
        };
    }

    private static String templatePath(String name) {
        String[] parts = name.split("/", 2);
        return "swarm-" + parts[0] + "/_templates/" + parts[1];
    }

    /// `agents/echo/main.js` belongs to `agents/echo`, `config.yaml` to itself.
    private static String unit(String name) {
        String[] parts = name.split("/");
        int length = parts[0].equals("templates") ? 3 : 2;
        return String.join("/", List.of(parts).subList(0, Math.min(length, parts.length)));
    }
}
