package net.swarmstack.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What tests of this JVM have on this machine now: processes, mounts, sandboxes and their cgroups.
/// Each has a name that stays as it is, and words for people.
final class Traces {

    /// How deep below a test's folder sandboxes may lie, roots being two folders below it.
    private static final int DEPTH = 5;

    private final Map<String, String> found = new TreeMap<>();

    private Traces() {}

    /// Looks for all of them.
    static Map<String, String> find() {
        var traces = new Traces();
        try {
            traces.addProcesses();
            traces.addMounts();
            for (Path folder : TestFolders.all()) {
                traces.addSandboxes(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return traces.found;
    }

    /// Those that descend from this JVM, and those that outlived their parents and name a folder of
    /// a test.
    private void addProcesses() {
        try (Stream<ProcessHandle> descendants = ProcessHandle.current().descendants()) {
            descendants.forEach(process -> addProcess(process.pid()));
        }
        SandboxTraces.pids().filter(Traces::namesTestFolder).forEach(this::addProcess);
    }

    private void addProcess(long pid) {
        if (!SandboxTraces.isOver(pid)) {
            found.put("process " + pid, "process " + SandboxTraces.describe(pid));
        }
    }

    private static boolean namesTestFolder(long pid) {
        return SandboxTraces.link(pid, "cwd").startsWith(TestFolders.prefix())
                || SandboxTraces.read(pid, "environ").contains(TestFolders.prefix())
                || SandboxTraces.read(pid, "cmdline").contains(TestFolders.prefix());
    }

    private void addMounts() throws IOException {
        for (Path point : mounts(Files.readAllLines(Path.of("/proc/self/mountinfo")))) {
            add("mount", point);
        }
    }

    /// Where something is mounted in a folder of a test.
    ///
    /// @param mountInfo lines as in `/proc/self/mountinfo`
    static List<Path> mounts(List<String> mountInfo) {
        return mountInfo.stream()
                .map(line -> line.split(" ", -1)[4])
                .filter(point -> point.startsWith(TestFolders.prefix()))
                .map(Path::of)
                .toList();
    }

    /// What lies in the roots below a folder, as if it were one of a sandbox.
    private void addSandboxes(Path folder) {
        try (Stream<Path> below = Files.find(folder, DEPTH, (path, _) -> isSandbox(path))) {
            below.forEach(this::addSandbox);
        } catch (IOException | UncheckedIOException e) {
            // It is just being removed; whoever waits looks again.
        }
    }

    private static boolean isSandbox(Path path) {
        return path.resolveSibling("").endsWith("swarm-registry/sandboxes");
    }

    private void addSandbox(Path folder) {
        add("sandbox", folder);
        cgroups(folder).forEach(cgroup -> add("cgroup", cgroup));
    }

    private static List<Path> cgroups(Path sandbox) {
        try {
            return Files.readAllLines(sandbox.resolve("cgroup")).stream()
                    .map(Path::of)
                    .filter(Files::exists)
                    .toList();
        } catch (IOException e) {
            return List.of(); // it has none, or was removed meanwhile
        }
    }

    private void add(String kind, Path path) {
        found.put(kind + " " + path, kind + " " + path);
    }
}
