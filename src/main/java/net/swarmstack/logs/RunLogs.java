package net.swarmstack.logs;

import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where the logs of runs lie: a folder for each run, in it `<step>.<attempt>.jsonl` for each
/// attempt and `run.jsonl` for what the run's handlers say. Nobody but the owner can read them.
public final class RunLogs {

    private static final Pattern NAME = Pattern.compile("(run|[^.]+\\.[0-9]{1,9})\\.jsonl");
    private static final long RUN_LIMIT_BYTES = 1 << 20;

    private final Path folder;

    /// @param folder `swarm-registry/logs/workflow-runs` of a root
    public RunLogs(Path folder) {
        this.folder = folder;
    }

    /// The folder of a run; it exists once something was written.
    public Path folder(RunId run) {
        return folder.resolve(run.value());
    }

    /// The log of an attempt.
    public Path attemptFile(RunId run, StepId step, int attempt) {
        return folder(run).resolve(step.value() + "." + attempt + ".jsonl");
    }

    /// The log of what a run's handlers say.
    public Path runFile(RunId run) {
        return folder(run).resolve("run.jsonl");
    }

    /// The logs that a run has, of one step or of all.
    public List<Path> files(RunId run, Optional<StepId> step) throws IOException {
        String start = step.map(id -> id.value() + ".").orElse("");
        try (Stream<Path> files = Files.list(folder(run))) {
            return files.filter(file -> file.getFileName().toString().startsWith(start))
                    .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
                    .filter(file -> step.isEmpty() || !file.equals(runFile(run)))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /// Opens the log of an attempt.
    ///
    /// @param limitBytes where it ends, but for a line that says so
    public LogFile openAttempt(RunId run, StepId step, int attempt, long limitBytes)
            throws IOException {
        return open(attemptFile(run, step, attempt), limitBytes);
    }

    /// Opens the log of what a run's handlers say, of at most 1 MiB; it goes on where it ended.
    public LogFile openRun(RunId run) throws IOException {
        return open(runFile(run), RUN_LIMIT_BYTES);
    }

    private static LogFile open(Path file, long limitBytes) throws IOException {
        Files.createDirectories(
                file.getParent(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var channel =
                Files.newByteChannel(
                        file,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        return new LogFile(Channels.newOutputStream(channel), channel.size(), limitBytes);
    }
}
