package net.swarmstack.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Gives a test a base folder for sandboxes, and fails it if a sandbox's folder, process or cgroup
/// is left at its end. Zombies, which have ended and wait for their parent, are no processes.
public final class SandboxLeaks implements BeforeEachCallback, AfterEachCallback {

    private final List<String> ids = new ArrayList<>();
    private Path base = Path.of("");

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        base = Files.createTempDirectory("swarm-sandboxes");
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        assertThat(folders()).as("folders left").isEmpty();
        assertThat(processes()).as("processes left").isEmpty();
        assertThat(cgroups()).as("cgroups left").isEmpty();
        Files.delete(base);
    }

    /// Where the sandboxes of the test lie.
    public Path base() {
        return base;
    }

    /// Remembers the id of a sandbox that the test makes, and returns it.
    public String watch(String id) {
        ids.add(id);
        return id;
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> entries = Files.list(base)) {
            return entries.toList();
        }
    }

    /// The processes whose working folder or environment lies in the base folder.
    private List<String> processes() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(p -> p.getFileName().toString().matches("[0-9]+"))
                    .filter(this::isOurs)
                    .map(p -> p.getFileName() + ": " + read(p.resolve("cmdline")))
                    .toList();
        }
    }

    private boolean isOurs(Path process) {
        String state = read(process.resolve("stat")).replaceFirst("(?s).*\\) ", "");
        return !state.isEmpty()
                && !state.startsWith("Z")
                && (read(process.resolve("environ")).contains(base + "/")
                        || workingFolder(process).startsWith(base));
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

    private List<Path> cgroups() {
        var left = new ArrayList<Path>();
        var visitor =
                new SimpleFileVisitor<Path>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a) {
                        if (ids.stream().anyMatch(id -> dir.endsWith("swarm-" + id))) {
                            left.add(dir);
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
        return left;
    }
}
