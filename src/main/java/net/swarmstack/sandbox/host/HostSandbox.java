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
/// open ─ exec ────────────> used ─ close ─> closed
///   ├── warm ─> warm ─ wake ──┘              │
///   └────────────┴─────────── close ─────────┘
/// ```
final class HostSandbox implements Sandbox {

    private final HostSandboxKind kind;
    private final SandboxSpec spec;
    private final Placement place;
    private final SandboxFolder folder;
    private final Spawner spawner;
    private final ThreadFactory threads;
    private final Register register;

    private final DiskWatch disk;
    private SandboxProcesses processes;
    private Optional<Waiting> waiting = Optional.empty();
    private String id;
    private State state = State.OPEN;

    HostSandbox(
            HostSandboxKind kind,
            SandboxSpec spec,
            Ground ground,
            Spawner spawner,
            ThreadFactory threads,
            Register register) {
        this.kind = kind;
        this.spec = spec;
        this.id = spec.id();
        this.place = ground.place();
        this.folder = ground.folder();
        this.processes = SandboxProcesses.without(ground.containment());
        this.spawner = spawner;
        this.threads = threads;
        this.register = register;
        this.disk = new DiskWatch(folder, spec.limits().diskBytes(), this::kill);
    }

    /// Port: who knows the sandboxes by their ids.
    interface Register {

        /// Moves the folder of a sandbox to another id.
        void rename(HostSandbox sandbox, String id) throws SandboxException;

        /// The sandbox is closed.
        void remove(HostSandbox sandbox);
    }

    /// Where it is.
    SandboxFolder folder() {
        return folder;
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
    public synchronized String id() {
        return id;
    }

    @Override
    public String path(SandboxPath file) {
        return kind.path(file, spec, folder.path());
    }

    @Override
    public synchronized void put(SandboxPath file, byte[] content) throws SandboxException {
        if (state != State.WARM) {
            require(State.OPEN);
        }
        folder.put(file, content);
    }

    @Override
    public synchronized Execution exec(ExecSpec exec, OutputListener output) {
        require(State.OPEN);
        state = State.USED;
        try {
            return attend(start(kind.launch(spec, place, exec)), exec, new StderrTail(output));
        } catch (IOException e) {
            return new NotStarted(new Exit.FailedToStart(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public synchronized void warm(ExecSpec exec) throws SandboxException {
        require(State.OPEN);
        state = State.WARM;
        try {
            waiting = Optional.of(new Waiting(start(kind.launchWaiting(spec, place, exec)), exec));
        } catch (IOException e) {
            throw new SandboxException("can't warm the sandbox " + id() + ": " + e, e);
        }
    }

    @Override
    public synchronized void rename(String newId) throws SandboxException {
        require(State.WARM);
        if (!waiting.orElseThrow().process.isAlive()) {
            throw new SandboxException("the program that waited in " + id() + " has ended");
        }
        register.rename(this, newId);
        id = newId;
    }

    @Override
    public synchronized Execution wake(byte[] header, OutputListener output) {
        require(State.WARM);
        state = State.USED;
        Waiting woken = waiting.orElseThrow();
        Execution execution = attend(woken.process, woken.exec, new StderrTail(output));
        Spawner.feed(woken.process, header);
        return execution;
    }

    private Process start(Launch launch) throws IOException {
        Process process =
                spawner.start(
                        launch.argv(),
                        launch.environment(),
                        launch.workingFolder(),
                        launch.stdin());
        processes =
                SandboxProcesses.startedWith(
                        process, processes.containment(), kind.isFirstOutside());
        return process;
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
            register.remove(this);
        }
    }

    private void require(State required) {
        if (state != required) {
            throw new IllegalStateException("sandbox " + id() + " is " + state);
        }
    }

    /// A program that waits for what it becomes.
    private record Waiting(Process process, ExecSpec exec) {}

    private enum State {
        OPEN,
        WARM,
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
