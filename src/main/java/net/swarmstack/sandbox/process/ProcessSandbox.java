package net.swarmstack.sandbox.process;

import net.swarmstack.sandbox.ExecSpec;
import net.swarmstack.sandbox.Execution;
import net.swarmstack.sandbox.Exit;
import net.swarmstack.sandbox.OutputListener;
import net.swarmstack.sandbox.Sandbox;
import net.swarmstack.sandbox.SandboxEntry;
import net.swarmstack.sandbox.SandboxException;
import net.swarmstack.sandbox.SandboxPath;
import net.swarmstack.sandbox.SandboxSpec;
import net.swarmstack.sandbox.SandboxStats;
import net.swarmstack.sandbox.Spawner;
import net.swarmstack.sandbox.TakenFile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;

/// A folder, and the processes that were started in it.
///
/// ```
/// open ─ exec ─> used ─ close ─> closed
///   └──────────── close ───────────┘
/// ```
final class ProcessSandbox implements Sandbox {

    private final SandboxSpec spec;
    private final SandboxFolder folder;
    private final Spawner spawner;
    private final ThreadFactory threads;
    private final Runnable onClosed;

    private SandboxProcesses processes;
    private State state = State.OPEN;

    ProcessSandbox(
            SandboxSpec spec,
            SandboxFolder folder,
            Containment containment,
            Spawner spawner,
            ThreadFactory threads,
            Runnable onClosed) {
        this.spec = spec;
        this.folder = folder;
        this.processes = SandboxProcesses.without(containment);
        this.spawner = spawner;
        this.threads = threads;
        this.onClosed = onClosed;
    }

    @Override
    public String id() {
        return spec.id();
    }

    @Override
    public String path(SandboxPath file) {
        String inPackage = file.name().substring(file.parts().getFirst().length());
        return file.parts().getFirst().equals("package")
                ? spec.packageFolder() + inPackage
                : folder.resolve(file).toString();
    }

    @Override
    public synchronized void put(SandboxPath file, byte[] content) throws SandboxException {
        require(State.OPEN);
        folder.put(file, content);
    }

    @Override
    public synchronized Execution exec(ExecSpec exec, OutputListener output) {
        require(State.OPEN);
        state = State.USED;
        try {
            Process process =
                    spawner.start(
                            Launch.argv(folder, processes.containment(), exec),
                            exec.environment(),
                            folder.resolve(exec.workingFolder()),
                            folder.resolve(exec.stdin()));
            processes = SandboxProcesses.startedWith(process, processes.containment());
            return ProcessExecution.attend(
                    process, processes, output, status -> exit(exec, status), threads);
        } catch (IOException e) {
            return new NotStarted(new Exit.FailedToStart(String.valueOf(e.getMessage())));
        }
    }

    private Exit exit(ExecSpec exec, int status) {
        if (Files.exists(folder.notStarted(), LinkOption.NOFOLLOW_LINKS)) {
            return new Exit.FailedToStart(Launch.reason(exec.argv().getFirst(), status));
        }
        return Launch.exit(status);
    }

    @Override
    public TakenFile get(SandboxPath file, int maxBytes) throws SandboxException {
        return folder.get(file, maxBytes);
    }

    @Override
    public List<SandboxEntry> list(SandboxPath file, int most) throws SandboxException {
        return folder.list(file, most);
    }

    @Override
    public InputStream open(SandboxPath file) throws SandboxException {
        return folder.open(file);
    }

    @Override
    public synchronized SandboxStats stats() {
        return new SandboxStats(processes.containment().cpu());
    }

    @Override
    public synchronized void kill() {
        processes.kill();
    }

    @Override
    public synchronized void close() throws SandboxException {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        try (folder) {
            processes.end();
            processes.removeContainment();
            folder.remove();
        } catch (IOException e) {
            throw new SandboxException("sandbox " + id() + " is not gone: " + e, e);
        } finally {
            onClosed.run();
        }
    }

    private void require(State required) {
        if (state != required) {
            throw new IllegalStateException("sandbox " + id() + " is " + state);
        }
    }

    private enum State {
        OPEN,
        USED,
        CLOSED
    }

    /// What there is of a program that never ran.
    private record NotStarted(Exit reason) implements Execution {

        @Override
        public CompletableFuture<Exit> exit() {
            return CompletableFuture.completedFuture(reason);
        }

        @Override
        public void terminate() {}
    }
}
