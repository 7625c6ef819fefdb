package net.swarmstack.sandbox.process;

import net.swarmstack.sandbox.Level;
import net.swarmstack.sandbox.SandboxDriver;
import net.swarmstack.sandbox.SandboxDriverContract;
import net.swarmstack.sandbox.SearchPath;
import net.swarmstack.sandbox.Spawner;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The contract with each kind of cgroup that this host has, and without any.
@ParameterizedClass
@MethodSource("cgroupParents")
final class ProcessDriverTest extends SandboxDriverContract {

    private static final Spawner SPAWNER = new Spawner();

    private final Optional<Path> cgroupParent;

    ProcessDriverTest(Optional<Path> cgroupParent) {
        this.cgroupParent = cgroupParent;
    }

    static List<Optional<Path>> cgroupParents() {
        Stream<Path> kinds = CgroupHierarchies.writable().stream().limit(2);
        return Stream.concat(kinds.map(Optional::of), Stream.of(Optional.<Path>empty())).toList();
    }

    @Override
    protected SandboxDriver driver(Path base) {
        return new ProcessDriver(
                base,
                SearchPath.of(System.getenv()),
                SPAWNER,
                Thread.ofVirtual().factory(),
                cgroupParent);
    }

    @Override
    protected Level level() {
        return Level.PROCESS;
    }
}
