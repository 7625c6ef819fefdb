package net.swarmstack.sandbox;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;

/// Starts every process that Swarm starts, all on one platform thread that never ends. A sandbox
/// that dies with its parent follows the thread that started it, not the process: started by a
/// virtual thread it would be killed as soon as the carrier idles out.
///
/// The only class that knows `ProcessBuilder`.
public final class Spawner {

    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

    public Spawner() {
        BlockingQueue<Request> queue = requests;
        Thread.ofPlatform().daemon().name("spawner").start(() -> serve(queue));
    }

    /// Starts a program; its stdout and stderr are pipes, read by the caller.
    ///
    /// @param argv the program, by its absolute path, and its arguments
    /// @param environment all of it
    /// @param stdin what it reads
    /// @throws IOException where it can't be started
    public Process start(
            List<String> argv, Map<String, String> environment, Path workingFolder, Stdin stdin)
            throws IOException {
        var builder = new ProcessBuilder(argv);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.directory(workingFolder.toFile());
        return switch (stdin) {
            case Stdin.OfFile(var file) -> start(builder.redirectInput(file.toFile()));
            case Stdin.OfText(var content) ->
                    feed(start(builder), content.getBytes(StandardCharsets.UTF_8));
            case Stdin.Open() -> start(builder);
        };
    }

    /// Writes all that a process is to read.
    public static Process feed(Process process, byte[] content) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(content);
        } catch (IOException e) {
            // It has ended, or does not read: its exit tells.
        }
        return process;
    }

    /// Starts a program that reads nothing and outlives this process.
    ///
    /// @param argv as of [#start]
    /// @param log what it writes is appended there
    /// @throws IOException where it can't be started
    public void startDetached(
            List<String> argv, Map<String, String> environment, Path workingFolder, Path log)
            throws IOException {
        var builder = new ProcessBuilder(argv);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.directory(workingFolder.toFile());
        builder.redirectInput(new File("/dev/null"));
        builder.redirectErrorStream(true);
        builder.redirectOutput(Redirect.appendTo(log.toFile()));
        start(builder);
    }

    private Process start(ProcessBuilder builder) throws IOException {
        var request = new Request(builder, new CompletableFuture<>());
        requests.add(request);
        try {
            return request.started.join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause());
        }
    }

    private static void serve(BlockingQueue<Request> queue) {
        while (true) {
            try {
                queue.take().serve();
            } catch (InterruptedException e) {
                // Nobody has a reference to the thread; its work is not to end.
            }
        }
    }

    /// What a program reads.
    public sealed interface Stdin {

        record OfFile(Path file) implements Stdin {}

        /// What the caller writes to the process.
        record Open() implements Stdin {}

        /// Goes through a pipe, and into no file.
        record OfText(String content) implements Stdin {}
    }

    private record Request(ProcessBuilder builder, CompletableFuture<Process> started) {

        void serve() {
            try {
                started.complete(builder.start());
            } catch (IOException | RuntimeException e) {
                started.completeExceptionally(e);
            }
        }
    }
}
