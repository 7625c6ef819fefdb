package net.swarmstack.step;

import net.swarmstack.engine.Backoff;
import net.swarmstack.engine.StopSignal;
import net.swarmstack.model.Artifact;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Reason;
import net.swarmstack.model.SwarmException;
import net.swarmstack.sandbox.Sandbox;
import net.swarmstack.sandbox.SandboxEntry;
import net.swarmstack.sandbox.SandboxException;
import net.swarmstack.sandbox.SandboxPath;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Keeps the plain files that an agent left in `$SWARM_OUT`, once it has ended. All of them or
/// none: what is over a bound would else be missing and nobody would know.
final class ArtifactCollector {

    /// The most files and folders.
    static final int MAX_ENTRIES = 1_000;

    /// The most bytes of all files together.
    static final long MAX_BYTES = 256 << 20;

    /// What Java puts in a name for bytes that are no UTF-8.
    private static final char NO_CHARACTER = '\uFFFD';

    private static final String FOLDER = "$SWARM_OUT";

    /// Before the store is asked again.
    private static final Backoff FIRST_PAUSE =
            new Backoff(Duration.ofMillis(250), Duration.ofSeconds(4));

    private final Sandbox sandbox;
    private final AttemptRunner.ArtifactStore store;
    private final AttemptLog log;
    private final StopSignal stop;

    ArtifactCollector(
            Sandbox sandbox, AttemptRunner.ArtifactStore store, AttemptLog log, StopSignal stop) {
        this.sandbox = sandbox;
        this.store = store;
        this.log = log;
        this.stop = stop;
    }

    /// The files, with their contents durable; or why there are none.
    Result collect() throws SandboxException {
        List<SandboxEntry> entries = sandbox.list(AgentEnvironment.OUT, MAX_ENTRIES + 1);
        if (entries.size() > MAX_ENTRIES) {
            return tooLarge("more than %,d files and folders".formatted(MAX_ENTRIES));
        }
        List<SandboxEntry> files = entries.stream().filter(ArtifactCollector::canBeKept).toList();
        long bytes = files.stream().mapToLong(SandboxEntry::sizeBytes).sum();
        if (bytes > MAX_BYTES) {
            return tooLarge("%,d bytes, more than %,d".formatted(bytes, MAX_BYTES));
        }
        warnOfOthers(entries);
        List<Artifact> artifacts = new ArrayList<>();
        for (SandboxEntry file : files) {
            artifacts.add(keep(file.name()));
        }
        return new Result.Kept(artifacts);
    }

    private static boolean canBeKept(SandboxEntry entry) {
        return entry.kind() == SandboxEntry.Kind.FILE && entry.name().indexOf(NO_CHARACTER) < 0;
    }

    private void warnOfOthers(List<SandboxEntry> entries) {
        String others =
                entries.stream()
                        .filter(entry -> entry.kind() != SandboxEntry.Kind.FOLDER)
                        .filter(entry -> !canBeKept(entry))
                        .map(SandboxEntry::name)
                        .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            log.warn(
                    Excerpt.line(
                            "not kept of "
                                    + FOLDER
                                    + ", for only plain files with a name in UTF-8 are: "
                                    + others));
        }
    }

    /// What the agent did is not lost because there is no room for now: it is tried again until
    /// there is, or the attempt is told to stop.
    private Artifact keep(String name) throws SandboxException {
        SandboxPath file = SandboxPath.of(AgentEnvironment.OUT.name() + "/" + name);
        Backoff pause = FIRST_PAUSE;
        while (true) {
            try (InputStream content = sandbox.open(file)) {
                return store.keep(name, content);
            } catch (IOException e) {
                throw new SandboxException("can't read " + file + ": " + Reason.of(e), e);
            } catch (SwarmException e) {
                if (!e.code().isForNow() || isStoppedWithin(pause.pause())) {
                    throw e;
                }
                pause = pause.longer();
            }
        }
    }

    private boolean isStoppedWithin(Duration pause) {
        try {
            return stop.await(pause);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts an attempt", e);
        }
    }

    private static Result tooLarge(String what) {
        return new Result.Refused(
                new Failure(
                        Failure.Type.OUTPUT_TOO_LARGE,
                        FOLDER + " holds " + what + ": none is kept"));
    }

    /// The artifacts, or why there are none.
    sealed interface Result {

        /// By name.
        record Kept(List<Artifact> artifacts) implements Result {}

        /// None.
        record Refused(Failure failure) implements Result {}
    }
}
