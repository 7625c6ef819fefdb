package net.swarmstack.sandbox.host;

import net.swarmstack.sandbox.SandboxStats;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Where no cgroup is writable: what `/proc` shows. A process belongs to the sandbox if it is in
/// the session of the first, descends from one that belongs, or was started with an environment
/// that names the sandbox's folder (as `HOME` and `TMPDIR` do). One that leaves the session, loses
/// its parent and changes its environment is not found.
///
/// @param folder the sandbox's
/// @param leader the first process; empty before it is known, and in what a dead Swarm left, since
///   its number may be another's by now
record ProcessScan(Path folder, OptionalLong leader) implements Containment {

    @Override
    public List<String> joinFiles() {
        return List.of();
    }

    @Override
    public ProcessScan ledBy(long pid) {
        return new ProcessScan(folder, OptionalLong.of(pid));
    }

    @Override
    public SandboxStats stats() {
        return new SandboxStats(Optional.empty(), OptionalLong.empty(), Optional.empty());
    }

    @Override
    public void remove() {}

    @Override
    public List<Long> processes() throws IOException {
        Map<Long, Entry> all = readAll();
        Set<Long> members = new LinkedHashSet<>();
        all.forEach((pid, entry) -> {
            if (isLed(pid, entry) || namesFolder(pid)) {
                members.add(pid);
            }
        });
        while (addChildren(all, members)) {
            // until no member has a child outside
        }
        return List.copyOf(members);
    }

    private boolean isLed(long pid, Entry entry) {
        return leader.isPresent()
                && (pid == leader.getAsLong()
                        || entry.session == leader.getAsLong()
                        || entry.group == leader.getAsLong());
    }

    private boolean namesFolder(long pid) {
        try {
            byte[] environment =
                    Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
            return new String(environment, StandardCharsets.ISO_8859_1)
                    .contains("=" + latin(folder + "/"));
        } catch (IOException e) {
            return false; // gone meanwhile, or another user's
        }
    }

    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static boolean addChildren(Map<Long, Entry> all, Set<Long> members) {
        List<Long> children =
                all.entrySet().stream()
                        .filter(e -> members.contains(e.getValue().parent))
                        .map(Map.Entry::getKey)
                        .toList();
        return members.addAll(children);
    }

    private static Map<Long, Entry> readAll() throws IOException {
        var all = new HashMap<Long, Entry>();
        try (DirectoryStream<Path> numbered =
                Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : numbered) {
                Entry.read(process, all);
            }
        }
        return all;
    }

    /// What `/proc/PID/stat` says of a process.
    private record Entry(long parent, long group, long session) {

        /// The states of a zombie and of one that is just being removed.
        private static final Set<String> ENDED = Set.of("Z", "X");

        /// Adds the process to the table, unless it is a zombie or gone.
        static void read(Path process, Map<Long, Entry> all) {
            try {
                String stat =
                        Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
                // The name may hold anything, blanks and brackets too: the rest follows the last.
                String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", 5);
                boolean alive = fields.length == 5 && !ENDED.contains(fields[0]);
                if (alive) {
                    all.put(
                            Long.valueOf(process.getFileName().toString()),
                            new Entry(
                                    Long.parseLong(fields[1]),
                                    Long.parseLong(fields[2]),
                                    Long.parseLong(fields[3])));
                }
            } catch (IOException e) {
                // It ended between the listing and the reading.
            }
        }
    }
}
