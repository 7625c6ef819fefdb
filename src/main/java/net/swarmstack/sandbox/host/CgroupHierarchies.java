package net.swarmstack.sandbox.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// Where this process stands in the host's cgroups, whether they are of version 1, 2 or both.
final class CgroupHierarchies {

    /// The hierarchies of version 1 that hold processes together without being set up first, best
    /// first.
    private static final List<String> HOLDING = List.of("pids", "freezer", "name=systemd");

    /// Those that bound and count.
    private static final List<String> COUNTING = List.of("memory", "pids", "cpu", "cpuacct");

    /// What version 2 has to be told to bound and count below a cgroup.
    private static final List<String> CONTROLLERS = List.of("memory", "pids", "cpu");

    private CgroupHierarchies() {}

    /// The cgroups of this process in which those of a sandbox are made: first the one that holds
    /// its processes together, of version 2 where there is one, then those of version 1 that bound
    /// and count; empty where none is writable.
    static List<Path> parents() {
        return holding().stream().findFirst().map(CgroupHierarchies::parents).orElse(List.of());
    }

    /// As [#parents()], for one of [#holding()].
    static List<Path> parents(Path holding) {
        return Stream.concat(Stream.of(holding), find(CgroupHierarchies::counting).stream())
                .distinct()
                .toList();
    }

    /// The cgroups of this process that hold child cgroups together, best first: of version 2 where
    /// there is one, then of version 1; empty where none is writable.
    static List<Path> holding() {
        return find(CgroupHierarchies::candidates);
    }

    private static List<Path> find(BiFunction<List<String>, List<String>, List<Path>> candidates) {
        try {
            return candidates
                    .apply(
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

    /// The folders of the cgroups of a process that hold its processes together, best first. Of
    /// version 2 that is the one whose children may be bounded: a cgroup with processes of its own
    /// bounds none below it, but the one above it may (systemd: `Delegate=`, `DelegateSubgroup=`).
    ///
    /// @param cgroups the lines of `/proc/PID/cgroup`, as in `3:pids:/user.slice`
    /// @param mountInfo the lines of `/proc/PID/mountinfo`
    static List<Path> candidates(List<String> cgroups, List<String> mountInfo) {
        List<Mount> mounts = Mount.parseAll(mountInfo);
        var found = new ArrayList<Path>();
        folder("", cgroups, mounts).map(CgroupHierarchies::bounding).ifPresent(found::add);
        for (String controller : HOLDING) {
            folder(controller, cgroups, mounts).ifPresent(found::add);
        }
        return found;
    }

    /// The folders of the cgroups of version 1 that bound and count.
    static List<Path> counting(List<String> cgroups, List<String> mountInfo) {
        List<Mount> mounts = Mount.parseAll(mountInfo);
        return COUNTING.stream().flatMap(c -> folder(c, cgroups, mounts).stream()).toList();
    }

    private static Path bounding(Path own) {
        if (bounds(own)) {
            return own;
        }
        Path above = own.resolveSibling("");
        return isWritable(above) && bounds(above) ? above : own;
    }

    /// Whether children of a cgroup of version 2 are bounded, after having asked for it.
    private static boolean bounds(Path cgroup) {
        try {
            Path control = cgroup.resolve("cgroup.subtree_control");
            List<String> can = words(cgroup.resolve("cgroup.controllers"));
            List<String> wanted = CONTROLLERS.stream().filter(can::contains).toList();
            if (!words(control).containsAll(wanted)) {
                Files.writeString(control, "+" + String.join(" +", wanted));
            }
            return !wanted.isEmpty();
        } catch (IOException e) {
            return false; // busy, or not ours
        }
    }

    private static List<String> words(Path file) throws IOException {
        return List.of(Files.readString(file).strip().split(" "));
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

        static List<Mount> parseAll(List<String> mountInfo) {
            return mountInfo.stream().flatMap(line -> parse(line).stream()).toList();
        }

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
