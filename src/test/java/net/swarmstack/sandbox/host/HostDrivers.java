package net.swarmstack.sandbox.host;

import net.swarmstack.sandbox.SandboxDriver;
import net.swarmstack.sandbox.SearchPath;
import net.swarmstack.sandbox.Spawner;
import net.swarmstack.sandbox.bubblewrap.BubblewrapKind;
import net.swarmstack.sandbox.process.ProcessKind;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The drivers of this host, as tests make them.
public final class HostDrivers {

    private static final Spawner SPAWNER = new Spawner();
    private static final SearchPath PATH = SearchPath.of(System.getenv());
    private static final HostPrograms PROGRAMS = new HostPrograms(PATH, System.getenv(), SPAWNER);

    private HostDrivers() {}

    /// Each kind of cgroup that this host has, and none.
    public static List<List<Path>> cgroupParents() {
        Stream<List<Path>> kinds =
                CgroupHierarchies.holding().stream().limit(2).map(CgroupHierarchies::parents);
        return Stream.concat(kinds, Stream.of(List.<Path>of())).toList();
    }

    /// As the program makes it.
    public static SandboxDriver process(Path base) {
        return process(base, System.getenv());
    }

    /// As the program makes it in another environment.
    public static SandboxDriver process(Path base, Map<String, String> environment) {
        var programs = new HostPrograms(SearchPath.of(environment), environment, SPAWNER);
        return driver(new ProcessKind(programs), base, CgroupHierarchies.parents());
    }

    public static SandboxDriver process(Path base, List<Path> cgroupParents) {
        return driver(new ProcessKind(PROGRAMS), base, cgroupParents);
    }

    /// As the program makes it.
    public static SandboxDriver bubblewrap(Path base) {
        return bubblewrap(base, CgroupHierarchies.parents());
    }

    public static SandboxDriver bubblewrap(Path base, List<Path> cgroupParents) {
        return driver(new BubblewrapKind(PATH, PROGRAMS), base, cgroupParents);
    }

    private static SandboxDriver driver(HostSandboxKind kind, Path base, List<Path> cgroupParents) {
        return new HostDriver(kind, base, SPAWNER, Thread.ofVirtual().factory(), cgroupParents);
    }
}
