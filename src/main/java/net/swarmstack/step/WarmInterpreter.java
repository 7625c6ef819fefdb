package net.swarmstack.step;

import net.swarmstack.definition.AgentRuntime;
import net.swarmstack.model.Json;
import net.swarmstack.sandbox.ExecSpec;
import net.swarmstack.sandbox.Sandbox;
import net.swarmstack.sandbox.SandboxException;
import net.swarmstack.sandbox.SandboxPath;
import net.swarmstack.sandbox.TakenFile;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// An interpreter that can be started before it is known which attempt it executes: a script of
/// Swarm's waits in it for the environment, and becomes the agent, which can't tell.
///
/// @param script its name among the resources
record WarmInterpreter(String script) {

    private static final int LONGEST_MILLIS = 500;
    private static final SandboxPath NOTHING = SandboxPath.of("in/nothing");

    /// That of a type; none where the interpreter would be seen to have waited, as a shell, which
    /// reads its own stdin, or a JVM, whose properties are set at its start.
    static Optional<WarmInterpreter> of(AgentRuntime.Type type) {
        return switch (type) {
            case NODE -> Optional.of(new WarmInterpreter("warm.cjs"));
            case PYTHON -> Optional.of(new WarmInterpreter("warm.py"));
            case SHELL, JAVA, BINARY -> Optional.empty();
        };
    }

    /// Starts it in a new sandbox.
    ///
    /// @param program the interpreter's path in the sandbox
    /// @param environment what the interpreter itself heeds at its start
    void start(Sandbox sandbox, String program, Map<String, String> environment)
            throws SandboxException {
        SandboxPath file = SandboxPath.of("tmp/." + script); // deletes itself
        sandbox.put(file, content());
        sandbox.warm(
                new ExecSpec(
                        List.of(program, sandbox.path(file)),
                        environment,
                        AgentEnvironment.WORK,
                        NOTHING));
    }

    /// Waits until it has read its script, and so knows no path any more by which the sandbox was
    /// made; gives up where that takes longer than a start.
    void awaitRead(Sandbox sandbox) throws SandboxException {
        SandboxPath file = SandboxPath.of("tmp/." + script);
        for (int i = 0; i < LONGEST_MILLIS; i++) {
            if (sandbox.get(file, 1) instanceof TakenFile.Absent) {
                return;
            }
            LockSupport.parkNanos(1_000_000);
        }
        throw new SandboxException(script + " was not read");
    }

    /// What makes it the program that a spec says: the interpreter, then the entry.
    static byte[] header(Sandbox sandbox, ExecSpec exec) {
        ObjectNode header =
                Json.object()
                        .put("entry", exec.argv().getLast())
                        .put("stdin", sandbox.path(exec.stdin()));
        ObjectNode environment = header.putObject("environment");
        exec.environment().forEach(environment::put);
        return Json.compact(header).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] content() {
        try (InputStream in = WarmInterpreter.class.getResourceAsStream(script)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + script);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
