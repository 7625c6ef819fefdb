package net.swarmstack.testing;

import net.swarmstack.sandbox.ProbeCache;
import net.swarmstack.sandbox.SandboxDriver;
import net.swarmstack.sandbox.SandboxDrivers;
import net.swarmstack.sandbox.SandboxPolicy;
import net.swarmstack.step.SandboxChooser;

import java.nio.file.Path;
import java.util.List;

/// Takes the one driver there is.
public final class Choosers {

    private Choosers() {}

    public static SandboxChooser only(SandboxDriver driver) {
        var policy = new SandboxPolicy(driver.name(), driver.level());
        var drivers =
                new SandboxDrivers(List.of(driver), policy, new ProbeCache(Path.of("/dev/null")));
        return new SandboxChooser(drivers, _ -> true);
    }
}
