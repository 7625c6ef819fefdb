package net.swarmstack.sandbox.host;

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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;

/// A folder, and the processes that were started in it.
///
/// ```
/// open ─ exec ─> used ─ close ─> closed
///   └──────────── close ───────────┘
/// ```
final class HostSandbox implements Sandbox {

    private final HostSandboxKind kind;
    private final SandboxSpec spec;
    private final Placement place;
    private final SandboxFolder folder;
    private final Spawner spawner;
    private final ThreadFactory threads;
    private final Runnable onClosed;

    private final DiskWatch disk;
    private SandboxProcesses processes;
    private State state = State.OPEN;

    HostSandbox(
            HostSandboxKind kind,
            SandboxSpec spec,
            Ground ground,
            Spawner spawner,
            ThreadFactory threads,
            Runnable onClosed) {
        this.kind = kind;
        this.spec = spec;
        this.place = ground.place();
        this.folder = ground.folder();
        this.processes = SandboxProcesses.without(ground.containment());
        this.spawner = spawner;
        this.threads = threads;
        this.onClosed = onClosed;
        this.disk = new DiskWatch(folder.path(), spec.limits().diskBytes(), this::kill);
    }

    /// What a sandbox stands on.
    ///
    /// @param support what the containment bounds
    record Ground(SandboxFolder folder, Containment containment, CgroupSupport support) {

        private Placement place() {
            return new Placement(folder, containment.joinFiles(), support);
        }
    }

    @Override
    public String id() {
        return spec.id();
    }

    @Override
    public String path(SandboxPath file) {
        return kind.path(file, spec, folder.path());
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
            Launch launch = kind.launch(spec, place, exec);
            Process process =
                    spawner.start(
                            launch.argv(),
                            launch.environment(),
                            launch.workingFolder(),
                            launch.stdin());
            processes =
                    SandboxProcesses.startedWith(
                            process, processes.containment(), kind.isFirstOutside());
            return attend(process, exec, new StderrTail(output));
        } catch (IOException e) {
            return new NotStarted(new Exit.FailedToStart(String.valueOf(e.getMessage())));
        }
    }

    private Execution attend(Process process, ExecSpec exec, StderrTail output) {
        Execution execution =
                HostExecution.attend(
                        process,
                        processes,
                        output,
                        status -> exit(exec, status, output.text()),
                        threads);
        if (kind.isLimited()) {
            threads.newThread(() -> disk.watch(execution.exit())).start();
        }
        return execution;
    }

    /// Looks once more: a program that ends well may have written too much just before.
    private Exit exit(ExecSpec exec, int status, String lastWords) {
        if (kind.isLimited()) {
            disk.look();
        }
        return kind.exit(folder, exec, status, lastWords);
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
        SandboxStats used = processes.containment().stats();
        return disk.isExceeded()
                ? new SandboxStats(
                        used.cpu(), used.memoryPeakBytes(), Optional.of(SandboxStats.Limit.DISK))
                : used;
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
