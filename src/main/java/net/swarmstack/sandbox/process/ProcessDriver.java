package net.swarmstack.sandbox.process;

import net.swarmstack.sandbox.Capabilities;
import net.swarmstack.sandbox.ExecSpec;
import net.swarmstack.sandbox.Exit;
import net.swarmstack.sandbox.Level;
import net.swarmstack.sandbox.Probe;
import net.swarmstack.sandbox.Sandbox;
import net.swarmstack.sandbox.SandboxDriver;
import net.swarmstack.sandbox.SandboxException;
import net.swarmstack.sandbox.SandboxPath;
import net.swarmstack.sandbox.SandboxSpec;
import net.swarmstack.sandbox.SearchPath;
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

/// The driver `process`: plain processes of this user, each sandbox with a folder, a session and,
/// where one is writable, a cgroup. For trusted code.
///
/// A process has at most one of them for each base folder: the locks in it are the process's.
public final class ProcessDriver implements SandboxDriver {

    /// Its name in configuration and in every output.
    public static final String NAME = "process";

    private static final String PREFIX = "proc-";

    private final Path base;
    private final SearchPath programs;
    private final Spawner spawner;
    private final ThreadFactory threads;
    private final Optional<Path> cgroupParent;
    private final Map<String, ProcessSandbox> open = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /// The driver, with the best cgroup that this host has.
    ///
    /// @param base where each sandbox has a folder of its id
    /// @param programs what its sandboxes find
    /// @param threads for those that read output and end sandboxes; they block
    public static ProcessDriver create(
            Path base, SearchPath programs, Spawner spawner, ThreadFactory threads) {
        return new ProcessDriver(
                base,
                programs,
                spawner,
                threads,
                CgroupHierarchies.writable().stream().findFirst());
    }

    /// @param cgroupParent where cgroups are made
    ProcessDriver(
            Path base,
            SearchPath programs,
            Spawner spawner,
            ThreadFactory threads,
            Optional<Path> cgroupParent) {
        this.base = base.toAbsolutePath();
        this.programs = programs;
        this.spawner = spawner;
        this.threads = threads;
        this.cgroupParent = cgroupParent;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String idPrefix() {
        return PREFIX;
    }

    @Override
    public Probe probe() {
        var spec = new SandboxSpec(PREFIX + "probe-" + ProcessHandle.current().pid(), base);
        SandboxPath nothing = SandboxPath.of("in/nothing");
        try (Sandbox sandbox = open(spec)) {
            sandbox.put(nothing, new byte[0]);
            var exec =
                    new ExecSpec(
                            List.of(Launch.SHELL, "-c", ":"),
                            Map.of(),
                            SandboxPath.of("work"),
                            nothing);
            Exit exit = sandbox.exec(exec, (stream, chunk) -> true).exit().join();
            return exit.equals(new Exit.Exited(0))
                    ? new Probe.Usable(capabilities())
                    : unusable("a shell in a sandbox ended with " + exit);
        } catch (SandboxException e) {
            return unusable(String.valueOf(e.getMessage()));
        }
    }

    private Probe unusable(String reason) {
        return new Probe.Unusable(
                reason,
                "Make %s a folder that this user can write in, and see that %s (package util-linux) and %s exist."
                        .formatted(base, Launch.SETSID, Launch.SHELL));
    }

    private Capabilities capabilities() {
        var notEnforced = new ArrayList<String>();
        notEnforced.add("Agents see the host's files, processes and network.");
        notEnforced.add("Memory, CPU, processes and disk are not limited.");
        if (cgroupParent.isEmpty()) {
            notEnforced.add(
                    "No cgroup is writable: a process that leaves its session, loses its parent and"
                            + " changes its environment is not found.");
        }
        return new Capabilities(Level.PROCESS, false, false, false, false, notEnforced);
    }

    @Override
    public Optional<String> find(String program) {
        return programs.find(program);
    }

    @Override
    public synchronized Sandbox open(SandboxSpec spec) throws SandboxException {
        if (!spec.id().startsWith(PREFIX)) {
            throw new IllegalArgumentException("not the id of a process sandbox: " + spec.id());
        }
        ProcessSandbox present = open.get(spec.id());
        if (present != null) {
            return present;
        }
        reap(new Orphan(spec.id()));
        try {
            ProcessSandbox made = make(spec);
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

    private ProcessSandbox make(SandboxSpec spec) throws IOException {
        SandboxFolder folder = SandboxFolder.create(base.resolve(spec.id()));
        try {
            return new ProcessSandbox(
                    spec,
                    folder,
                    contain(spec.id(), folder),
                    spawner,
                    threads,
                    () -> open.remove(spec.id()));
        } catch (IOException e) {
            try (folder) {
                folder.remove();
            }
            throw e;
        }
    }

    private Containment contain(String id, SandboxFolder folder) throws IOException {
        if (cgroupParent.isEmpty()) {
            return new ProcessScan(folder.path(), OptionalLong.empty());
        }
        Path cgroup = cgroupParent.get().resolve(Cgroup.nameFor(id));
        folder.record(cgroup);
        return Cgroup.create(cgroup);
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
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(base, PREFIX + "*")) {
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
        Optional<Path> cgroup = folder.recordedCgroup();
        if (cgroup.isPresent()) {
            containment = new Cgroup(cgroup.get());
        }
        var processes = SandboxProcesses.without(containment);
        try (folder) {
            processes.end();
            processes.removeContainment();
            folder.remove();
        }
    }
}
