package net.swarmstack.sandbox.process;

import net.swarmstack.sandbox.ExecSpec;
import net.swarmstack.sandbox.Sandbox;
import net.swarmstack.sandbox.SandboxPath;
import net.swarmstack.sandbox.SandboxSpec;
import net.swarmstack.sandbox.SearchPath;
import net.swarmstack.sandbox.Spawner;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A program that opens a sandbox, executes something endless in it, and holds it until it is
/// killed. Arguments: the base folder, the id, and the parent of its cgroup or nothing.
final class SandboxHolder {

    private SandboxHolder() {}

    public static void main(String[] args) throws Exception {
        Path base = Path.of(args[0]);
        Optional<Path> cgroupParent =
                args.length > 2 ? Optional.of(Path.of(args[2])) : Optional.empty();
        var driver =
                new ProcessDriver(
                        base,
                        new SearchPath(""),
                        new Spawner(),
                        Thread.ofVirtual().factory(),
                        cgroupParent);
        Sandbox sandbox = driver.open(new SandboxSpec(args[1], base));
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
