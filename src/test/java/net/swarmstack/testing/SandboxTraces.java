package net.swarmstack.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/// By what sandboxes can be found that should be gone. Zombies, which have ended and wait for their
/// parent, are no processes.
public final class SandboxTraces {

    private SandboxTraces() {}

    /// The processes whose working folder or environment names a folder below this one, as in
    /// `4711: sleep 600`.
    public static List<String> processesBelow(Path folder) {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(p -> p.getFileName().toString().matches("[0-9]+"))
                    .filter(process -> isBelow(folder, process))
                    .map(p ->
                            p.getFileName()
                                    + ": "
                                    + read(p.resolve("cmdline")).replace('\0', ' ').strip())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isBelow(Path folder, Path process) {
        String state = read(process.resolve("stat")).replaceFirst("(?s).*\\) ", "");
        return !state.isEmpty()
                && !state.startsWith("Z")
                && (read(process.resolve("environ")).contains("=" + folder + "/")
                        || workingFolder(process).startsWith(folder));
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // gone, or another user's
        }
    }

    private static Path workingFolder(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd"));
        } catch (IOException e) {
            return process;
        }
    }

    /// The cgroups of sandboxes, in every hierarchy.
    public static List<Path> cgroups(Collection<String> sandboxIds) {
        var found = new ArrayList<Path>();
        var visitor =
                new SimpleFileVisitor<Path>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a) {
                        if (sandboxIds.stream().anyMatch(id -> dir.endsWith("swarm-" + id))) {
                            found.add(dir);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path dir, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }
                };
        try {
            Files.walkFileTree(Path.of("/sys/fs/cgroup"), visitor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
