package net.swarmstack.sandbox.bubblewrap;

import net.swarmstack.model.Isolation;
import net.swarmstack.sandbox.SandboxDriver;
import net.swarmstack.sandbox.SandboxDriverContract;
import net.swarmstack.sandbox.host.HostDrivers;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;

/// The contract with each kind of cgroup that this host has, and without any.
@ParameterizedClass
@MethodSource("net.swarmstack.sandbox.host.HostDrivers#cgroupParents")
final class BubblewrapDriverTest extends SandboxDriverContract {

    private final List<Path> cgroupParents;

    BubblewrapDriverTest(List<Path> cgroupParents) {
        this.cgroupParents = cgroupParents;
    }

    @Override
    protected SandboxDriver driver(Path base) {
        return HostDrivers.bubblewrap(base, cgroupParents);
    }

    @Override
    protected String driverName() {
        return "bubblewrap";
    }

    @Override
    protected Isolation level() {
        return Isolation.NAMESPACE;
    }

    @Override
    protected boolean limitsMemory() {
        return !cgroupParents.isEmpty();
    }

    /// Without a cgroup it is RLIMIT_NPROC, which does nothing for root.
    @Override
    protected boolean limitsProcesses() {
        return !cgroupParents.isEmpty() || !System.getProperty("user.name").equals("root");
    }
}
