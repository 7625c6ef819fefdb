package net.swarmstack.sandbox.host;

import net.swarmstack.sandbox.SandboxStats;

import java.io.IOException;
import java.util.List;

/// How the processes of one sandbox are found again, wherever they went.
sealed interface Containment permits Cgroup, ProcessScan {

    /// The files that the first process writes its pid to before it becomes the agent.
    List<String> joinFiles();

    /// The same, knowing the first process.
    Containment ledBy(long pid);

    /// The pids of the processes in the sandbox; zombies are none.
    List<Long> processes() throws IOException;

    /// What they have used, the dead ones too.
    SandboxStats stats();

    /// Removes what was made for it, once it is empty.
    void remove() throws IOException;

    /// Sends SIGKILL to all of them; new ones may have been forked meanwhile.
    default void kill() throws IOException {
        for (long pid : processes()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
