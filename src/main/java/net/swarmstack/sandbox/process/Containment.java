package net.swarmstack.sandbox.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How the processes of one sandbox are found again, wherever they went.
sealed interface Containment permits Cgroup, ProcessScan {

    /// The file that the first process writes its pid to before it becomes the agent.
    String joinFile();

    /// The same, knowing the first process.
    Containment ledBy(long pid);

    /// The pids of the processes in the sandbox; zombies are none.
    List<Long> processes() throws IOException;

    /// What they have used, the dead ones too; empty where it is not counted.
    Optional<Duration> cpu();

    /// Removes what was made for it, once it is empty.
    void remove() throws IOException;

    /// Sends SIGKILL to all of them; new ones may have been forked meanwhile.
    default void kill() throws IOException {
        for (long pid : processes()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
