package net.swarmstack.app;

import net.swarmstack.catalog.Root;
import net.swarmstack.control.ControlClient;
import net.swarmstack.control.ControlReply;
import net.swarmstack.engine.RunOwners;
import net.swarmstack.engine.RunOwners.Owner;
import net.swarmstack.model.Reason;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.sandbox.Spawner;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// The one process that executes for a root what nobody else does, apart from any terminal; it ends
/// when it has nothing to do. Who has left something to do wakes it, or starts it: it first stops
/// listening and looks once more, so that nothing is left lying.
final class Worker {

    private static final String SETSID = "/usr/bin/setsid";

    /// The class that the JVM was started with.
    private static final String MAIN = "net.swarmstack.cli.Main";

    private final Root root;
    private final Map<String, String> environment;
    private final RunOwners owners;
    private final Executor threads;
    private final Consumer<String> hints;

    /// @param hints told in a line for whom this process waits
    Worker(
            Root root,
            Map<String, String> environment,
            RunOwners owners,
            Executor threads,
            Consumer<String> hints) {
        this.root = root;
        this.environment = environment;
        this.owners = owners;
        this.threads = threads;
        this.hints = hints;
    }

    /// Sees that some process looks for work: one that does, or a new one.
    void wake() {
        try {
            for (Owner owner : owners.alive()) {
                if (owner.adopts()
                        && owner.socket().isPresent()
                        && hears(owner.pid(), owner.socket().get())) {
                    return;
                }
            }
            start();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean hears(long pid, Path socket) throws InterruptedException {
        return new ControlClient(pid, socket, threads, hints).work() == ControlReply.DONE;
    }

    private void start() {
        try {
            var argv = new ArrayList<String>();
            argv.add(SETSID);
            argv.addAll(thisProgram());
            argv.addAll(List.of("worker", "--root", root.folder().toString()));
            Files.createDirectories(root.workerLog().resolveSibling(""));
            new Spawner().startDetached(argv, environment, root.folder(), root.workerLog());
        } catch (IOException e) {
            throw new SwarmException(
                    Code.MISCONFIGURED,
                    "the process that would execute it can't be started: " + Reason.of(e),
                    e);
        }
    }

    /// The command line of this JVM, without the words that were meant for this command.
    private static List<String> thisProgram() throws IOException {
        String line = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8);
        List<String> words = List.of(line.split("\0"));
        int last = Math.max(words.indexOf(MAIN), words.indexOf("-jar") + 1);
        if (last == 0) {
            throw new IOException("this JVM was not started as the launcher starts it");
        }
        var program = new ArrayList<>(words.subList(0, last + 1));
        program.set(0, ProcessHandle.current().info().command().orElse(words.getFirst()));
        return program;
    }

    /// What the worker does.
    @FunctionalInterface
    interface Job {
        void run() throws InterruptedException;
    }

    /// Does the job, as the only worker of the root; waits for another that is just ending.
    void work(Job job) throws InterruptedException {
        try (FileChannel channel =
                        FileChannel.open(
                                root.workerLock(),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            job.run();
        } catch (IOException e) {
            throw new SwarmException(
                    Code.STORE_FAILED, "can't lock " + root.workerLock() + ": " + Reason.of(e), e);
        }
    }
}
