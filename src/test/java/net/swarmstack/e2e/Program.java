package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The built jar as processes, on a root of their own.
public final class Program {

    private static final long LONGEST_SECONDS = 120;
    private static final Set<String> GOES_ON = Set.of("pending", "running");

    private final Path root;
    private final Path scratch;
    private final List<String> prefix;

    /// @param folder an empty one
    public Program(Path folder) {
        this(folder, List.of());
    }

    /// @param prefix the command that starts the program's, as in `nice`
    public Program(Path folder, List<String> prefix) {
        this.root = folder.resolve("root");
        this.scratch = folder;
        this.prefix = List.copyOf(prefix);
    }

    /// Makes the root, for agents that talk to the test by files of the host, which no isolated one
    /// sees.
    public Program trusting() {
        out("init");
        write("root/swarm-registry/config.yaml", "sandbox: {driver: process}\n");
        return this;
    }

    public Path root() {
        return root;
    }

    /// Runs a command to its end.
    public Result run(String... arguments) {
        return run(new byte[0], arguments);
    }

    /// Runs a command to its end.
    public Result run(byte[] stdin, String... arguments) {
        return start(stdin, arguments).await();
    }

    /// Runs a command that must succeed; gives what it wrote.
    public String out(String... arguments) {
        Result result = run(arguments);
        assertThat(result.exit()).as(result.err()).isZero();
        return result.out();
    }

    /// Ends every run that goes on, and with it the agents that a process left when it was killed:
    /// they may wait for a file that is deleted with the test's folder.
    public void endRuns() {
        Json.parse(out("runs", "list", "-o", "json"))
                .valueStream()
                .filter(run -> GOES_ON.contains(run.required("status").stringValue()))
                .forEach(run -> out("runs", "cancel", run.required("id").stringValue()));
    }

    /// Writes a file below the folder that commands run in; gives its path.
    public Path write(String name, String text) {
        try {
            Path file = scratch.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Registers an agent that is a shell script, with one input and one output of any type.
    ///
    /// @param script must print a JSON object
    public void registerAgent(String name, String script) {
        write(
                name + "/agent.yaml",
                """
                name: %s
                version: 1.0.0
                description: An agent of the tests
                author: tests
                runtime: {type: shell, entry: main.sh, memory_mb: 128, timeout_seconds: 60}
                capabilities: []
                inputs: [{name: payload, type: any}]
                outputs: [{name: payload, type: any}]
                triggers: [{type: manual}]
                tags: []
                """
                        .formatted(name));
        Path agent = write(name + "/main.sh", script);
        out("agent", "register", agent.getParent().toString());
    }

    /// Registers a workflow of this text.
    public void registerWorkflow(String name, String steps) {
        Path file =
                write(
                        name + "/workflow.yaml",
                        "name: "
                                + name
                                + "\nversion: 1.0.0\n"
                                + "trigger: {type: manual}\n"
                                + steps);
        out("workflow", "register", file.getParent().toString());
    }

    /// Starts a command.
    public Running start(byte[] stdin, String... arguments) {
        try {
            Path in = Files.write(Files.createTempFile(scratch, "in", ""), stdin);
            Path out = Files.createTempFile(scratch, "out", "");
            Path err = Files.createTempFile(scratch, "err", "");
            Process process =
                    new ProcessBuilder(words(arguments))
                            .directory(scratch.toFile())
                            .redirectInput(in.toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            return new Running(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a shell runs in place of the launcher `swarm`.
    String commandLine() {
        return String.join(" ", words());
    }

    /// A process inherits ignored signals: `env` makes those of Ctrl-C arrive also where the tests
    /// run in the background of a shell.
    private List<String> words(String... arguments) {
        var words = new ArrayList<>(prefix);
        words.addAll(List.of("env", "--default-signal=INT,TERM,HUP", "SWARM_ROOT=" + root));
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        words.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-Dstdout.encoding=UTF-8"));
        words.addAll(List.of("-jar", System.getProperty("swarm.jar")));
        words.addAll(List.of(arguments));
        return words;
    }

    /// What a command left.
    public record Result(int exit, String out, String err) {}

    /// A command that may not have ended.
    public record Running(Process process, Path outFile, Path errFile) {

        /// Waits for its end.
        public Result await() {
            try {
                if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("did not end: " + err());
                }
                return new Result(process.exitValue(), text(outFile), err());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /// What it has said so far.
        public String err() {
            return text(errFile);
        }

        /// What it has written so far.
        public String out() {
            return text(outFile);
        }

        private static String text(Path file) {
            try {
                return Files.readString(file, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
