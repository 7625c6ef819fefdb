package net.swarmstack.sandbox.process;

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
final class ProcessDriverTest extends SandboxDriverContract {

    private final List<Path> cgroupParents;

    ProcessDriverTest(List<Path> cgroupParents) {
        this.cgroupParents = cgroupParents;
    }

    @Override
    protected SandboxDriver driver(Path base) {
        return HostDrivers.process(base, cgroupParents);
    }

    @Override
    protected String driverName() {
        return "process";
    }

    @Override
    protected Isolation level() {
        return Isolation.PROCESS;
    }

    @Override
    protected boolean limitsMemory() {
        return false;
    }

    @Override
    protected boolean limitsProcesses() {
        return false;
    }
}
