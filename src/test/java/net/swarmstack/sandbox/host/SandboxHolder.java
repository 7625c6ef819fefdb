package net.swarmstack.sandbox.host;

import net.swarmstack.sandbox.ExecSpec;
import net.swarmstack.sandbox.Sandbox;
import net.swarmstack.sandbox.SandboxDriver;
import net.swarmstack.sandbox.SandboxLimits;
import net.swarmstack.sandbox.SandboxPath;
import net.swarmstack.sandbox.SandboxSpec;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A program that opens a sandbox, executes something endless in it, and holds it until it is
/// killed. Arguments: the base folder, the id, and the parents of its cgroups.
final class SandboxHolder {

    private SandboxHolder() {}

    public static void main(String[] args) throws Exception {
        Path base = Path.of(args[0]);
        List<Path> cgroupParents = Stream.of(args).skip(2).map(Path::of).toList();
        SandboxDriver driver =
                args[1].startsWith("bwrap-")
                        ? HostDrivers.bubblewrap(base, cgroupParents)
                        : HostDrivers.process(base, cgroupParents);
        var limits = new SandboxLimits(64 << 20, 64, 0, 64 << 20);
        Sandbox sandbox = driver.open(new SandboxSpec(args[1], base, List.of(), limits));
        SandboxPath stdin = SandboxPath.of("in/stdin");
        sandbox.put(stdin, new byte[0]);
        sandbox.exec(
                        new ExecSpec(
                                List.of("/bin/sh", "-c", "setsid sleep 1000 & echo ready; wait"),
                                Map.of(
                                        "PATH",
                                        "/usr/bin:/bin",
                                        "HOME",
                                        sandbox.path(SandboxPath.of("home"))),
                                SandboxPath.of("work"),
                                stdin),
                        (_, chunk) -> {
                            System.out.write(chunk.array(), 0, chunk.remaining());
                            System.out.flush();
                            return true;
                        })
                .exit()
                .join();
    }
}
