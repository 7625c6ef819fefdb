package net.swarmstack.sandbox.host;

import net.swarmstack.sandbox.SandboxDriver;
import net.swarmstack.sandbox.SandboxDriver.Orphan;
import net.swarmstack.sandbox.SandboxException;

import java.nio.file.Path;
import java.util.List;

/// A program that sweeps a base folder until it is killed. Arguments: the folder, and a driver.
final class SandboxSweeper {

    private SandboxSweeper() {}

    public static void main(String[] args) throws Exception {
        Path base = Path.of(args[0]);
        SandboxDriver driver =
                args[1].equals("proc-")
                        ? HostDrivers.process(base, List.of())
                        : HostDrivers.bubblewrap(base, List.of());
        System.out.println("ready");
        while (true) {
            sweep(driver);
        }
    }

    private static void sweep(SandboxDriver driver) {
        try {
            for (Orphan orphan : driver.orphans()) {
                driver.reap(orphan);
            }
        } catch (SandboxException e) {
            // Who made it was faster at removing it.
        }
    }
}
