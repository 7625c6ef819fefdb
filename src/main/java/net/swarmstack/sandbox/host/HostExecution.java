package net.swarmstack.sandbox.host;

import net.swarmstack.sandbox.Execution;
import net.swarmstack.sandbox.Exit;
import net.swarmstack.sandbox.OutputListener;
import net.swarmstack.sandbox.OutputListener.Stream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntFunction;

/// A started process, with a thread for each of its streams and one that waits for its end.
final class HostExecution implements Execution {

    /// How long the end of a stream is waited for once everything that was found is dead: a process
    /// that got away may hold it open for ever.
    private static final Duration STREAM_END = Duration.ofSeconds(5);

    private final Process process;
    private final SandboxProcesses processes;
    private final OutputListener output;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();

    private HostExecution(Process process, SandboxProcesses processes, OutputListener output) {
        this.process = process;
        this.processes = processes;
        this.output = output;
    }

    /// Attends to a process that was just started.
    ///
    /// @param meaning the exit that a status of [Process#waitFor()] means, asked when all output
    ///   has been told
    static HostExecution attend(
            Process process,
            SandboxProcesses processes,
            OutputListener output,
            IntFunction<Exit> meaning,
            ThreadFactory threads) {
        var execution = new HostExecution(process, processes, output);
        Thread stdout =
                threads.newThread(() -> execution.read(Stream.STDOUT, process.getInputStream()));
        Thread stderr =
                threads.newThread(() -> execution.read(Stream.STDERR, process.getErrorStream()));
        stdout.start();
        stderr.start();
        threads.newThread(() -> execution.awaitEnd(stdout, stderr, meaning)).start();
        return execution;
    }

    @Override
    public CompletableFuture<Exit> exit() {
        return exit.copy();
    }

    @Override
    public void terminate() {
        processes.terminate();
    }

    private void awaitEnd(Thread stdout, Thread stderr, IntFunction<Exit> meaning) {
        try {
            int status = process.waitFor();
            endRest(stdout, stderr);
            exit.complete(meaning.apply(status));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody has a reference to this thread", e);
        } finally {
            // Nobody must wait for ever, should the above have a mistake.
            exit.completeExceptionally(new IllegalStateException("the driver failed"));
        }
    }

    /// Kills what the process left, and waits until both streams have told all they hold.
    private void endRest(Thread stdout, Thread stderr) throws InterruptedException {
        try {
            processes.end();
        } catch (IOException e) {
            // Closing the sandbox tries again, and says so.
        }
        endStream(stdout, process.getInputStream());
        endStream(stderr, process.getErrorStream());
    }

    private static void endStream(Thread reader, InputStream stream) throws InterruptedException {
        if (!reader.join(STREAM_END)) {
            try {
                stream.close();
            } catch (IOException e) {
                // It is given up either way.
            }
        }
    }

    private void read(Stream stream, InputStream in) {
        byte[] buffer = new byte[OutputListener.MAX_CHUNK_BYTES];
        boolean ended = false;
        try (in) {
            int n = in.read(buffer);
            while (n > 0 && output.onOutput(stream, ByteBuffer.wrap(buffer, 0, n))) {
                n = in.read(buffer);
            }
            ended = n < 0;
        } catch (IOException e) {
            // It was given up, see endStream.
        } finally {
            if (!ended) {
                processes.kill();
            }
        }
    }
}
