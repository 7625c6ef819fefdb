package net.swarmstack.faults;

import net.swarmstack.testing.Eventually;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `strace` on a process or one of its threads, which tells what system calls it makes and lets
/// some of them go wrong. It ends with what it watches, or when it is closed.
final class Strace implements AutoCloseable {

    private final Process process;
    private final Path log;

    private Strace(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /// Watches the thread of a process that writes the registry; returns when it does.
    ///
    /// @param pid of a process that has that thread, or soon will
    /// @param calls whose system calls, as in `fsync,pwrite64`
    /// @param injection what goes wrong, as in `fsync:error=EIO:when=3`
    static Strace onWriter(Path folder, long pid, String calls, Optional<String> injection) {
        var options = new ArrayList<>(List.of("-e", "trace=" + calls));
        injection.ifPresent(fault -> options.addAll(List.of("-e", "inject=" + fault)));
        awaitWriter(pid);
        return attach(folder, writer(pid).orElseThrow(), options);
    }

    /// Waits until a process has the thread that writes the registry.
    static void awaitWriter(long pid) {
        Eventually.await("the writer is there", () -> writer(pid).isPresent());
    }

    /// Watches all threads of a process and those that come; returns when it does.
    static Strace onAll(Path folder, long pid, String calls) {
        return attach(folder, pid, List.of("-f", "-y", "-s", "5000", "-e", "trace=" + calls));
    }

    private static Strace attach(Path folder, long tid, List<String> options) {
        try {
            Path log = folder.resolve("strace-" + tid + ".log");
            Path said = folder.resolve("strace-" + tid + ".err");
            var words = new ArrayList<>(asRoot());
            words.addAll(List.of("strace", "-o", log.toString()));
            words.addAll(options);
            words.addAll(List.of("-p", Long.toString(tid)));
            var process = new ProcessBuilder(words).redirectError(said.toFile()).start();
            Eventually.await(
                    "attached", () -> text(said).contains(" attached") || !process.isAlive());
            if (!process.isAlive() && !text(said).contains(" attached")) {
                throw new IllegalStateException(text(said));
            }
            return new Strace(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where only the superuser may watch a process that is no child.
    private static List<String> asRoot() throws IOException {
        Path scope = Path.of("/proc/sys/kernel/yama/ptrace_scope");
        boolean isFree =
                "root".equals(System.getProperty("user.name"))
                        || !Files.exists(scope)
                        || Files.readString(scope).strip().equals("0");
        return isFree ? List.of() : List.of("sudo", "-n");
    }

    private static Optional<Long> writer(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.filter(thread -> name(thread).equals("registry-writer"))
                    .map(thread -> Long.valueOf(thread.getFileName().toString()))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // it has ended
        }
    }

    private static String name(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /// What it saw so far, a line a call; all of it once the process has ended.
    List<String> lines() {
        return text(log).lines().toList();
    }

    /// Waits until what it watches has ended.
    void await() {
        process.onExit().join();
    }

    /// Whether something went wrong as it was told to.
    boolean hasInjected() {
        return lines().stream()
                .anyMatch(
                        line -> line.contains("(INJECTED)") || line.contains("killed by SIGKILL"));
    }

    private static String text(Path file) {
        try {
            return Files.exists(file)
                    ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Lets the process go on without it.
    @Override
    public void close() {
        process.destroy();
        await();
    }
}
