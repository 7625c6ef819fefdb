package net.swarmstack.sandbox.host;

import net.swarmstack.model.Isolation;
import net.swarmstack.sandbox.ExecSpec;
import net.swarmstack.sandbox.Exit;
import net.swarmstack.sandbox.Probe;
import net.swarmstack.sandbox.Program;
import net.swarmstack.sandbox.Sandbox;
import net.swarmstack.sandbox.SandboxDriver;
import net.swarmstack.sandbox.SandboxException;
import net.swarmstack.sandbox.SandboxLimits;
import net.swarmstack.sandbox.SandboxPath;
import net.swarmstack.sandbox.SandboxSpec;
import net.swarmstack.sandbox.Spawner;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;

/// A driver whose sandboxes are processes of this host.
///
/// A process has at most one of them for each base folder: the locks in it are the process's.
public final class HostDriver implements SandboxDriver {

    /// Of the sandbox that a probe makes: enough for a shell.
    private static final SandboxLimits PROBE_LIMITS =
            new SandboxLimits(64 << 20, 32, 100, 16 << 20);

    private final HostSandboxKind kind;
    private final Path base;
    private final Spawner spawner;
    private final ThreadFactory threads;
    private final List<Path> cgroupParents;
    private final Map<String, HostSandbox> open = new ConcurrentHashMap<>();
    private final HostSandbox.Register register = new Register();
    private volatile CgroupSupport support = CgroupSupport.NONE;
    private volatile boolean closed;

    /// A driver for each kind, with the best cgroups that this host has.
    ///
    /// @param base where each sandbox has a folder of its id
    /// @param threads for those that read output and end sandboxes; they block
    public static List<SandboxDriver> create(
            List<HostSandboxKind> kinds, Path base, Spawner spawner, ThreadFactory threads) {
        List<Path> cgroupParents = CgroupHierarchies.parents();
        return kinds.stream()
                .<SandboxDriver>map(
                        kind -> new HostDriver(kind, base, spawner, threads, cgroupParents))
                .toList();
    }

    /// @param cgroupParents where cgroups are made, as [CgroupHierarchies#parents()] gives them
    HostDriver(
            HostSandboxKind kind,
            Path base,
            Spawner spawner,
            ThreadFactory threads,
            List<Path> cgroupParents) {
        this.kind = kind;
        this.base = base.toAbsolutePath();
        this.spawner = spawner;
        this.threads = threads;
        this.cgroupParents = List.copyOf(cgroupParents);
    }

    @Override
    public String name() {
        return kind.name();
    }

    @Override
    public String idPrefix() {
        return kind.idPrefix();
    }

    @Override
    public Isolation level() {
        return kind.level();
    }

    @Override
    public Probe probe() {
        long pid = ProcessHandle.current().pid();
        String id = "%sprobe-%d-%d".formatted(idPrefix(), pid, System.nanoTime());
        SandboxPath nothing = SandboxPath.of("in/nothing");
        var words = new StderrTail((_, _) -> true);
        try (Sandbox sandbox = open(new SandboxSpec(id, base, List.of(), PROBE_LIMITS))) {
            sandbox.put(nothing, new byte[0]);
            var exec =
                    new ExecSpec(
                            List.of("/bin/sh", "-c", ":"),
                            Map.of(),
                            SandboxPath.of("work"),
                            nothing);
            Exit exit = sandbox.exec(exec, words).exit().join();
            return exit.equals(new Exit.Exited(0))
                    ? new Probe.Usable(kind.capabilities(support))
                    : unusable("a shell in a sandbox ended with " + exit);
        } catch (SandboxException e) {
            return unusable(String.valueOf(e.getMessage()));
        }
    }

    private Probe unusable(String reason) {
        return new Probe.Unusable(reason, kind.remedy(base, reason));
    }

    @Override
    public Optional<Program> find(String program) {
        return kind.find(program);
    }

    /// Where there is neither a cgroup nor a pid namespace, processes are found by a name that is
    /// the sandbox's first.
    @Override
    public boolean canWait() {
        return !cgroupParents.isEmpty() || kind.isFirstOutside();
    }

    @Override
    public synchronized Sandbox open(SandboxSpec spec) throws SandboxException {
        if (!spec.id().startsWith(idPrefix())) {
            throw new IllegalArgumentException(
                    "not the id of a sandbox of " + name() + ": " + spec.id());
        }
        HostSandbox present = open.get(spec.id());
        if (present != null) {
            return present;
        }
        reap(new Orphan(spec.id()));
        try {
            HostSandbox made = make(spec);
            open.put(spec.id(), made);
            if (closed) {
                made.close();
                throw new SandboxException("can't make a sandbox: this process is ending");
            }
            return made;
        } catch (IOException e) {
            throw new SandboxException("can't make the sandbox " + spec.id() + ": " + e, e);
        }
    }

    private HostSandbox make(SandboxSpec spec) throws IOException {
        SandboxFolder folder = SandboxFolder.create(base.resolve(spec.id()));
        try {
            return new HostSandbox(kind, spec, ground(spec, folder), spawner, threads, register);
        } catch (IOException e) {
            try (folder) {
                folder.remove();
            }
            throw e;
        }
    }

    private HostSandbox.Ground ground(SandboxSpec spec, SandboxFolder folder) throws IOException {
        if (cgroupParents.isEmpty()) {
            var scan = new ProcessScan(folder.path(), OptionalLong.empty());
            return new HostSandbox.Ground(folder, scan, CgroupSupport.NONE);
        }
        String name = Cgroup.nameFor(spec.id());
        List<Path> cgroups = cgroupParents.stream().map(p -> p.resolve(name)).toList();
        folder.record(cgroups);
        Cgroup cgroup = Cgroup.create(cgroups);
        try {
            support = kind.isLimited() ? cgroup.limit(spec.limits()) : CgroupSupport.HELD;
            return new HostSandbox.Ground(folder, cgroup, support);
        } catch (IOException e) {
            cgroup.remove();
            throw e;
        }
    }

    @Override
    public void closeAll() {
        closed = true;
        CompletableFuture.allOf(
                        open.values().stream()
                                .map(sandbox ->
                                        CompletableFuture.runAsync(
                                                () -> close(sandbox),
                                                task -> threads.newThread(task).start()))
                                .toArray(CompletableFuture[]::new))
                .join();
    }

    private static void close(Sandbox sandbox) {
        try {
            sandbox.close();
        } catch (SandboxException e) {
            // An orphan, see SandboxDriver.
        }
    }

    @Override
    public synchronized List<Orphan> orphans() throws SandboxException {
        var orphans = new ArrayList<Orphan>();
        if (!Files.isDirectory(base)) {
            return orphans;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(base, idPrefix() + "*")) {
            for (Path folder : folders) {
                String id = folder.getFileName().toString();
                if (!open.containsKey(id)) {
                    Optional<SandboxFolder> abandoned = SandboxFolder.findAbandoned(folder);
                    if (abandoned.isPresent()) {
                        abandoned.get().close();
                    }
                    if (abandoned.isPresent() || SandboxFolder.isBare(folder)) {
                        orphans.add(new Orphan(id));
                    }
                }
            }
        } catch (IOException e) {
            throw new SandboxException("can't list the sandboxes in " + base + ": " + e, e);
        }
        return orphans;
    }

    @Override
    public synchronized void reap(Orphan orphan) throws SandboxException {
        if (open.containsKey(orphan.sandboxId())) {
            return;
        }
        Path folder = base.resolve(orphan.sandboxId());
        try {
            Optional<SandboxFolder> abandoned = SandboxFolder.findAbandoned(folder);
            if (abandoned.isPresent()) {
                reap(abandoned.get());
            } else {
                SandboxFolder.removeBare(folder);
            }
        } catch (IOException e) {
            throw new SandboxException("can't reap " + orphan.sandboxId() + ": " + e, e);
        }
    }

    private static void reap(SandboxFolder folder) throws IOException {
        Containment containment = new ProcessScan(folder.path(), OptionalLong.empty());
        List<Path> cgroups = folder.recordedCgroups();
        if (!cgroups.isEmpty()) {
            containment = new Cgroup(cgroups);
        }
        var processes = SandboxProcesses.without(containment);
        try (folder) {
            processes.end();
            processes.removeContainment();
            folder.remove();
        }
    }

    private final class Register implements HostSandbox.Register {

        @Override
        public void rename(HostSandbox sandbox, String id) throws SandboxException {
            synchronized (HostDriver.this) {
                if (open.containsKey(id)) {
                    throw new SandboxException("there is a sandbox " + id);
                }
                reap(new Orphan(id));
                try {
                    open.remove(sandbox.id());
                    sandbox.folder().rename(id);
                    open.put(id, sandbox);
                } catch (IOException e) {
                    open.put(sandbox.id(), sandbox);
                    throw new SandboxException("can't rename the sandbox to " + id + ": " + e, e);
                }
            }
        }

        @Override
        public void remove(HostSandbox sandbox) {
            open.remove(sandbox.id());
        }
    }
}
