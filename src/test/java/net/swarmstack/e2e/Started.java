package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// A process that a test started, with its output in files.
final class Started implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final Path outFile;
    private final Path errFile;

    private Started(Process process, Path outFile, Path errFile) {
        this.process = process;
        this.outFile = outFile;
        this.errFile = errFile;
    }

    /// Starts a command with exactly this environment and this standard input.
    static Started start(
            List<String> command, Map<String, String> environment, Path folder, String input) {
        try {
            Path outFile = Files.createTempFile("started", ".out");
            Path errFile = Files.createTempFile("started", ".err");
            var builder =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectOutput(outFile.toFile())
                            .redirectError(errFile.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            Process process = builder.start();
            feed(process, input);
            return new Started(process, outFile, errFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void feed(Process process, String input) {
        try (var stream = process.getOutputStream()) {
            stream.write(input.getBytes(UTF_8));
        } catch (IOException e) {
            // It reads nothing, and may have ended.
        }
    }

    /// Waits for its end.
    Ended end() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("ended; stderr: %s", err())
                .isTrue();
        return new Ended(process.exitValue(), out(), err());
    }

    String out() {
        return read(outFile);
    }

    String err() {
        return read(errFile);
    }

    /// The file that the process executes now.
    String executable() {
        return process.info().command().orElseThrow();
    }

    /// Kills the process alone; what it started goes on.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// Kills it and all that it started.
    void killAll() throws InterruptedException {
        List<ProcessHandle> family =
                Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
        family.forEach(ProcessHandle::destroyForcibly);
        family.forEach(member -> member.onExit().join());
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Files.deleteIfExists(outFile);
        Files.deleteIfExists(errFile);
    }

    /// Waits until something holds.
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How it ended.
    record Ended(int status, String out, String err) {}
}
