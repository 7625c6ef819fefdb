package net.swarmstack.sandbox.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Where this process stands in the host's cgroups, whether they are of version 1, 2 or both.
final class CgroupHierarchies {

    /// The hierarchies of version 1 that take a process without being set up first, best first.
    private static final List<String> VERSION_1 = List.of("pids", "freezer", "name=systemd");

    private CgroupHierarchies() {}

    /// The cgroups of this process that child cgroups can be made in, best first: of version 2
    /// where there is one, then of version 1; empty where none is writable.
    static List<Path> writable() {
        try {
            return candidates(
                            Files.readAllLines(Path.of("/proc/self/cgroup")),
                            Files.readAllLines(Path.of("/proc/self/mountinfo")))
                    .stream()
                    .filter(CgroupHierarchies::isWritable)
                    .toList();
        } catch (IOException e) {
            return List.of(); // a host without cgroups
        }
    }

    /// A process may be moved from a cgroup to a child by who may write to `cgroup.procs` of both.
    private static boolean isWritable(Path cgroup) {
        return Files.isWritable(cgroup) && Files.isWritable(cgroup.resolve("cgroup.procs"));
    }

    /// The folders of the cgroups of a process, best first.
    ///
    /// @param cgroups the lines of `/proc/PID/cgroup`, as in `3:pids:/user.slice`
    /// @param mountInfo the lines of `/proc/PID/mountinfo`
    static List<Path> candidates(List<String> cgroups, List<String> mountInfo) {
        List<Mount> mounts =
                mountInfo.stream().flatMap(line -> Mount.parse(line).stream()).toList();
        var found = new ArrayList<Path>();
        folder("", cgroups, mounts).ifPresent(found::add);
        for (String controller : VERSION_1) {
            folder(controller, cgroups, mounts).ifPresent(found::add);
        }
        return found;
    }

    /// @param controller of version 1; the empty text means version 2
    private static Optional<Path> folder(
            String controller, List<String> cgroups, List<Mount> mounts) {
        return cgroups.stream()
                .map(line -> line.split(":", 3))
                .filter(parts -> parts.length == 3)
                .filter(parts -> Arrays.asList(parts[1].split(",", -1)).contains(controller))
                .flatMap(parts ->
                        mounts.stream().flatMap(m -> m.find(controller, parts[2]).stream()))
                .findFirst();
    }

    /// A mounted hierarchy.
    ///
    /// @param root which cgroup of the hierarchy stands at the mount point
    /// @param options what follows the type, as in `rw,pids`
    private record Mount(String root, Path point, boolean version2, List<String> options) {

        /// The mount of a line such as `35 30 0:30 / /sys/fs/cgroup/pids rw - cgroup cgroup
        /// rw,pids`.
        static Optional<Mount> parse(String line) {
            int separator = line.indexOf(" - ");
            String[] before = line.split(" ", -1);
            if (separator < 0 || before.length < 5) {
                return Optional.empty();
            }
            String[] after = line.substring(separator + 3).split(" ", -1);
            if (after.length < 3 || !after[0].startsWith("cgroup")) {
                return Optional.empty();
            }
            return Optional.of(
                    new Mount(
                            before[3],
                            Path.of(before[4]),
                            after[0].equals("cgroup2"),
                            List.of(after[2].split(",", -1))));
        }

        /// The folder of a cgroup, where the mount shows it.
        Optional<Path> find(String controller, String cgroup) {
            boolean right = controller.isEmpty() ? version2 : options.contains(controller);
            if (!right || cgroup.startsWith("/..")) {
                return Optional.empty();
            }
            Path inside = Path.of("/").relativize(Path.of(cgroup));
            if (!root.equals("/") && Path.of(cgroup).startsWith(root)) {
                inside = Path.of(root).relativize(Path.of(cgroup));
            }
            return Optional.of(point.resolve(inside));
        }
    }
}
