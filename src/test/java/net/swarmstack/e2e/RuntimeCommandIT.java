package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;
import net.swarmstack.sandbox.SearchPath;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/// `swarm runtime install` and `swarm runtime list`
class RuntimeCommandIT {

    @TempDir private Path folder;

    @Test
    void installedNodeExecutesAgentsAtBothLevels() {
        var swarm = new Program(folder);
        swarm.write(
                "version/agent.yaml",
                "name: version\nversion: 1.0.0\nruntime: {type: node, entry: main.js}\n");
        swarm.write(
                "version/main.js",
                "console.log(JSON.stringify({major: process.versions.node.split('.')[0]}));\n");
        swarm.out("agent", "register", folder.resolve("version").toString());

        String program = swarm.out("runtime", "install", "node@24").strip();

        assertThat(swarm.out("runtime", "list").strip())
                .isEqualTo(Path.of(program).getParent().getParent().toString());
        for (String level : List.of("namespace", "process")) {
            assertThat(swarm.out("agent", "run", "version", "--isolation", level).strip())
                    .isEqualTo("{\"major\":\"24\"}");
        }
        assertThat(swarm.out("runtime", "install", "node").strip()).isEqualTo(program);
        assertThat(swarm.run("doctor").out()).contains("ok    node       24.").contains(program);
    }

    @Test
    void programThatIsConfiguredIsTakenAndNoOther() throws IOException {
        var swarm = new Program(folder);
        String real = SearchPath.of(System.getenv()).find("node").orElseThrow();
        swarm.out("init");
        Path config = swarm.root().resolve("swarm-registry/config.yaml");
        Files.writeString(config, "runtimes: {node: " + real + "}\n");
        assertThat(swarm.out("run", "echo-chain", "{\"message\":\"x\"}")).contains("x");

        Files.writeString(config, "runtimes: {node: /opt/none/node}\n");
        Result run = swarm.run("run", "echo-chain", "{\"message\":\"x\"}");
        Result doctor = swarm.run("doctor");

        String problem =
                config + ": runtimes.node: /opt/none/node is no program that can be executed";
        assertThat(run.exit()).isEqualTo(78);
        assertThat(run.err()).contains(problem);
        assertThat(doctor.out()).contains(problem);
    }

    @Test
    void unknownRuntimeIsRefused() {
        Result result = new Program(folder).run("runtime", "install", "node@12");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .contains("no runtime \"node@12\" can be installed: there is node@24");
    }

    @Test
    void packageThatIsNotTheOneThatWasPinnedIsNotInstalled() throws IOException {
        var swarm = npm("printf wrong >\"$6/$(echo \"$2\" | tr @ -).tgz\"");

        Result result = swarm.run("runtime", "install", "node@24");

        assertThat(result.exit()).as(result.err()).isNotZero();
        assertThat(result.err())
                .contains("is not what Swarm knows it to be", "Nothing was installed");
        assertThat(left(swarm)).isEmpty();
    }

    @Test
    void whatNpmSaysIsTold() throws IOException {
        var swarm = npm("echo 'no route to the registry' >&2; exit 1");

        Result result = swarm.run("runtime", "install", "node@24");

        assertThat(result.exit()).isEqualTo(78);
        assertThat(result.err()).contains("npm can't download", "no route to the registry");
        assertThat(left(swarm)).isEmpty();
    }

    /// A program that finds another npm.
    private Program npm(String script) throws IOException {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path npm = Files.writeString(bin.resolve("npm"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(npm, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Program(folder, List.of("env", "PATH=" + bin + ":" + System.getenv("PATH")));
    }

    private static List<Path> left(Program swarm) throws IOException {
        try (Stream<Path> all = Files.list(swarm.root().resolve("swarm-engine/runtimes"))) {
            return all.toList();
        }
    }
}
