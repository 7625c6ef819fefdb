package net.swarmstack.sandbox.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A cgroup of version 1 or 2. No process leaves it by forking, starting a session or losing its
/// parent.
record Cgroup(Path folder) implements Containment {

    /// What the cgroup of a sandbox is called.
    static String nameFor(String sandboxId) {
        return "swarm-" + sandboxId;
    }

    /// Makes the cgroup.
    static Cgroup create(Path folder) throws IOException {
        Files.createDirectory(folder);
        return new Cgroup(folder);
    }

    @Override
    public String joinFile() {
        return folder.resolve("cgroup.procs").toString();
    }

    @Override
    public Containment ledBy(long pid) {
        return this;
    }

    @Override
    public List<Long> processes() throws IOException {
        try {
            return Files.readAllLines(folder.resolve("cgroup.procs")).stream()
                    .map(Long::valueOf)
                    .filter(pid -> pid > 0)
                    .toList();
        } catch (IOException e) {
            if (!Files.exists(folder)) {
                return List.of();
            }
            throw e;
        }
    }

    /// At one stroke where the kernel can (version 2, Linux 5.14), so that a fork bomb can't win.
    @Override
    public void kill() throws IOException {
        Path killFile = folder.resolve("cgroup.kill");
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

    @Override
    public Optional<Duration> cpu() {
        try {
            return Files.readAllLines(folder.resolve("cpu.stat")).stream()
                    .filter(line -> line.startsWith("usage_usec "))
                    .map(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                    .map(micros -> Duration.ofNanos(micros * 1000))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // a hierarchy that does not count it
        }
    }

    @Override
    public void remove() throws IOException {
        Files.deleteIfExists(folder);
    }
}
