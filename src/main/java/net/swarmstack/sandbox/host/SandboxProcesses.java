package net.swarmstack.sandbox.host;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Everything that runs in one sandbox.
///
/// Signals go through handles: `Process.destroy` would also close the streams, with what the agent
/// wrote last still in them.
final class SandboxProcesses {

    /// How long processes have to die of SIGKILL: only a system call that hangs delays it.
    static final Duration END = Duration.ofSeconds(10);

    private static final long FIRST_PAUSE_NANOS = 200_000;
    private static final long MAX_PAUSE_NANOS = 20_000_000;

    /// The process that was started, where this Swarm started it: it may not have joined the others
    /// yet.
    private final Optional<Process> first;

    private final Containment containment;

    /// Whether the first only waits for the others: asked to end, it would end them all at once.
    private final boolean isFirstOutside;

    private volatile boolean ended;

    private SandboxProcesses(
            Optional<Process> first, Containment containment, boolean isFirstOutside) {
        this.first = first;
        this.containment = containment;
        this.isFirstOutside = isFirstOutside;
    }

    /// What an abandoned sandbox, or one that executed nothing, has.
    static SandboxProcesses without(Containment containment) {
        return new SandboxProcesses(Optional.empty(), containment, false);
    }

    /// What a sandbox has whose first process was just started.
    ///
    /// @param isFirstOutside whether that only waits for the others
    static SandboxProcesses startedWith(
            Process first, Containment containment, boolean isFirstOutside) {
        return new SandboxProcesses(
                Optional.of(first), containment.ledBy(first.pid()), isFirstOutside);
    }

    Containment containment() {
        return containment;
    }

    /// Sends SIGTERM to all, once each: an agent may take the second for impatience.
    void terminate() {
        var pids = new LinkedHashSet<Long>();
        first.filter(Process::isAlive).ifPresent(process -> pids.add(process.pid()));
        try {
            pids.addAll(containment.processes());
        } catch (IOException e) {
            // Whoever asked kills next, and that tells of failures.
        }
        if (isFirstOutside) {
            first.ifPresent(process -> pids.remove(process.pid()));
        }
        pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
    }

    /// Sends SIGKILL to all.
    void kill() {
        first.map(Process::toHandle).ifPresent(ProcessHandle::destroyForcibly);
        try {
            containment.kill();
        } catch (IOException e) {
            // The end tries again, and tells of failures.
        }
    }

    /// Kills all, until none is left. Where none is left nobody can start another, so it is done
    /// once.
    ///
    /// @throws IOException where some are left after [#END], and which
    void end() throws IOException {
        if (ended) {
            return;
        }
        retry(() -> {
            kill();
            List<Long> left = containment.processes();
            if (!left.isEmpty() || first.map(Process::isAlive).orElse(false)) {
                throw new IOException("processes that do not die of SIGKILL: " + left);
            }
        });
        ended = true;
    }

    /// Removes what held them together, once [#end()] returned: the kernel lets go of the dead a
    /// moment later than it stops showing them.
    void removeContainment() throws IOException {
        retry(containment::remove);
    }

    private static void retry(Action action) throws IOException {
        long giveUpAt = System.nanoTime() + END.toNanos();
        for (long pause = FIRST_PAUSE_NANOS; ; pause = Math.min(2 * pause, MAX_PAUSE_NANOS)) {
            try {
                action.run();
                return;
            } catch (IOException e) {
                if (System.nanoTime() - giveUpAt > 0) {
                    throw e;
                }
            }
            LockSupport.parkNanos(pause);
        }
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }
}
