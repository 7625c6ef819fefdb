package net.swarmstack.sandbox.host;

import net.swarmstack.sandbox.SandboxLimits;
import net.swarmstack.sandbox.SandboxStats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// The cgroups of one sandbox, of version 1 or 2: one that holds its processes together, and where
/// version 1 has them apart, those that bound and count. No process leaves one by forking, starting
/// a session or losing its parent.
///
/// @param folders the one that holds together comes first
record Cgroup(List<Path> folders) implements Containment {

    private static final Pattern WARM = Pattern.compile("swarm-[a-z]+-warm-[0-9-]+");
    private static final int CPU_PERIOD_MICROS = 100_000;
    private static final int NANOS_OF_MICRO = 1000;

    Cgroup {
        folders = List.copyOf(folders);
    }

    /// What the cgroup of a sandbox is called.
    static String nameFor(String sandboxId) {
        return "swarm-" + sandboxId;
    }

    /// Whether the cgroup was made for a sandbox that waited.
    static boolean isOfWarm(Path cgroup) {
        return WARM.matcher(String.valueOf(cgroup.getFileName())).matches();
    }

    /// Makes the cgroups.
    static Cgroup create(List<Path> folders) throws IOException {
        var made = new ArrayList<Path>();
        try {
            for (Path folder : folders) {
                Files.createDirectory(folder);
                made.add(folder);
            }
        } catch (IOException e) {
            new Cgroup(made).remove();
            throw e;
        }
        return new Cgroup(folders);
    }

    private Path first() {
        return folders.getFirst();
    }

    @Override
    public List<String> joinFiles() {
        return folders.stream().map(folder -> folder.resolve("cgroup.procs").toString()).toList();
    }

    @Override
    public Containment ledBy(long pid) {
        return this;
    }

    @Override
    public List<Long> processes() throws IOException {
        try {
            return Files.readAllLines(first().resolve("cgroup.procs")).stream()
                    .map(Long::valueOf)
                    .filter(pid -> pid > 0)
                    .toList();
        } catch (IOException e) {
            if (!Files.exists(first())) {
                return List.of();
            }
            throw e;
        }
    }

    /// At one stroke where the kernel can (version 2, Linux 5.14), so that a fork bomb can't win.
    @Override
    public void kill() throws IOException {
        Path killFile = first().resolve("cgroup.kill");
        if (!Files.exists(killFile)) {
            Containment.super.kill();
            return;
        }
        try {
            Files.writeString(killFile, "1");
        } catch (IOException e) {
            Containment.super.kill();
        }
    }

    /// Bounds what these cgroups can bound. The end of memory ends the whole sandbox where the
    /// kernel can do that (version 2), else the process that is largest.
    CgroupSupport limit(SandboxLimits limits) throws IOException {
        String memory = Long.toString(limits.memoryBytes());
        boolean boundsMemory = set("memory.max", memory) || set("memory.limit_in_bytes", memory);
        set("memory.swap.max", "0");
        set("memory.memsw.limit_in_bytes", memory);
        set("memory.oom.group", "1");
        boolean boundsProcesses = set("pids.max", Integer.toString(limits.processes()));
        long quota = (long) CPU_PERIOD_MICROS * limits.cpuPercent() / 100;
        boolean boundsCpu =
                limits.cpuPercent() == 0
                        ? find("cpu.max").or(() -> find("cpu.cfs_quota_us")).isPresent()
                        : set("cpu.max", quota + " " + CPU_PERIOD_MICROS)
                                || set("cpu.cfs_quota_us", Long.toString(quota));
        return new CgroupSupport(true, boundsMemory, boundsProcesses, boundsCpu);
    }

    /// @return whether one of the cgroups has such a file
    private boolean set(String file, String value) throws IOException {
        Optional<Path> found = find(file);
        if (found.isPresent()) {
            Files.writeString(found.get(), value);
        }
        return found.isPresent();
    }

    private Optional<Path> find(String file) {
        return folders.stream().map(f -> f.resolve(file)).filter(Files::exists).findFirst();
    }

    @Override
    public SandboxStats stats() {
        return new SandboxStats(cpu(), memoryPeak(), exceeded());
    }

    private Optional<Duration> cpu() {
        OptionalLong nanos = number("cpuacct.usage", "");
        if (nanos.isPresent()) {
            return Optional.of(Duration.ofNanos(nanos.getAsLong()));
        }
        OptionalLong micros = number("cpu.stat", "usage_usec ");
        return micros.isPresent()
                ? Optional.of(Duration.ofNanos(micros.getAsLong() * NANOS_OF_MICRO))
                : Optional.empty();
    }

    private OptionalLong memoryPeak() {
        OptionalLong version2 = number("memory.peak", "");
        return version2.isPresent() ? version2 : number("memory.max_usage_in_bytes", "");
    }

    private Optional<SandboxStats.Limit> exceeded() {
        if (isPositive("memory.events", "oom_kill ")
                || isPositive("memory.oom_control", "oom_kill ")) {
            return Optional.of(SandboxStats.Limit.MEMORY);
        }
        return isPositive("pids.events", "max ")
                ? Optional.of(SandboxStats.Limit.PROCESSES)
                : Optional.empty();
    }

    private boolean isPositive(String file, String key) {
        return number(file, key).orElse(0) > 0;
    }

    /// The number after a key at the start of a line; empty where no such is counted.
    private OptionalLong number(String file, String key) {
        for (Path folder : folders) {
            try {
                return Files.readAllLines(folder.resolve(file)).stream()
                        .filter(line -> line.startsWith(key))
                        .mapToLong(line -> Long.parseLong(line.substring(key.length())))
                        .findFirst();
            } catch (IOException e) {
                // Another of the cgroups may have it, or none.
            }
        }
        return OptionalLong.empty();
    }

    @Override
    public void remove() throws IOException {
        for (Path folder : folders) {
            try {
                Files.delete(folder);
            } catch (NoSuchFileException e) {
                // removed the last time
            }
        }
    }
}
