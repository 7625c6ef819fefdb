package net.swarmstack.step;

import net.swarmstack.definition.AgentRuntime;
import net.swarmstack.sandbox.Sandbox;
import net.swarmstack.sandbox.SandboxPath;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The command that executes an agent.
final class AgentCommand {

    /// An agent is short-lived: what makes a JVM start fast counts. The last keeps it from leaving
    /// a file in the host's `/tmp`.
    private static final List<String> JVM_FLAGS =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

    private AgentCommand() {}

    /// The program, by its path in the sandbox, and its arguments.
    ///
    /// @param interpreter its path; none where the entry is a program itself
    static List<String> of(AgentRuntime runtime, Optional<String> interpreter, Sandbox sandbox) {
        Path entry = Path.of("package", runtime.entry()).normalize();
        var command = new ArrayList<String>();
        interpreter.ifPresent(command::add);
        if (runtime.type() == AgentRuntime.Type.JAVA) {
            command.addAll(JVM_FLAGS);
            // A JVM looks at neither HOME nor TMPDIR.
            command.add("-Duser.home=" + sandbox.path(AgentEnvironment.HOME));
            command.add("-Djava.io.tmpdir=" + sandbox.path(AgentEnvironment.TMP));
            if (runtime.entry().endsWith(".jar")) {
                command.add("-jar");
            }
        }
        command.add(sandbox.path(SandboxPath.of(entry.toString())));
        return command;
    }
}
