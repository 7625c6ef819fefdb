package net.swarmstack.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
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
        return pids().filter(pid -> !isOver(pid))
                .filter(pid ->
                        read(pid, "environ").contains("=" + folder + "/")
                                || Path.of(link(pid, "cwd")).startsWith(folder))
                .map(SandboxTraces::describe)
                .toList();
    }

    /// The numbers of all processes.
    static Stream<Long> pids() {
        try (DirectoryStream<Path> numbered =
                Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            var pids = new ArrayList<Long>();
            numbered.forEach(process -> pids.add(Long.valueOf(process.getFileName().toString())));
            return pids.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether a process is a zombie, or gone.
    static boolean isOver(long pid) {
        String state = read(pid, "stat").replaceFirst("(?s).*\\) ", "");
        return state.isEmpty() || state.startsWith("Z") || state.startsWith("X");
    }

    /// A process as in `4711: sleep 600`.
    static String describe(long pid) {
        return pid + ": " + read(pid, "cmdline").replace('\0', ' ').strip();
    }

    /// What a file of `/proc/PID` holds; nothing where the process is gone, or another user's.
    static String read(long pid, String file) {
        try {
            return Files.readString(of(pid, file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /// Where a link of `/proc/PID` leads, as [#read].
    static String link(long pid, String file) {
        try {
            return Files.readSymbolicLink(of(pid, file)).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static Path of(long pid, String file) {
        return Path.of("/proc", Long.toString(pid), file);
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
