package net.swarmstack.step;

import net.swarmstack.definition.AgentRuntime;
import net.swarmstack.model.Sha256;
import net.swarmstack.sandbox.Program;
import net.swarmstack.sandbox.Sandbox;
import net.swarmstack.sandbox.SandboxDriver;
import net.swarmstack.sandbox.SandboxException;
import net.swarmstack.sandbox.SandboxSpec;

import java.util.Optional;

/// Gives attempts their sandboxes: one in which the interpreter waits, or a new one.
final class SandboxSource {

    private final WarmPool pool;

    SandboxSource(WarmPool pool) {
        this.pool = pool;
    }

    /// What an attempt needs.
    ///
    /// @param digest of the package
    /// @param program the interpreter, where there is one
    record Need(
            SandboxDriver driver,
            SandboxSpec spec,
            Sha256 digest,
            AgentRuntime.Type type,
            Optional<Program> program) {

        private Optional<WarmPool.Key> key() {
            return WarmInterpreter.of(type)
                    .filter(_ -> driver.canWait())
                    .flatMap(_ -> program)
                    .map(found ->
                            new WarmPool.Key(
                                    driver.idPrefix(), digest, found.path(), spec.limits()));
        }
    }

    /// A sandbox that is ready.
    ///
    /// @param isWarm whether the interpreter waits in it
    record Ready(Sandbox sandbox, boolean isWarm) {}

    Ready open(Need need) throws SandboxException {
        Optional<Sandbox> waiting = need.key().flatMap(pool::take);
        if (waiting.isPresent()) {
            try {
                become(waiting.get(), need);
                return new Ready(waiting.get(), true);
            } catch (SandboxException e) {
                waiting.get().close(); // its interpreter has ended: a new one
            }
        }
        return new Ready(need.driver.open(need.spec), false);
    }

    private static void become(Sandbox sandbox, Need need) throws SandboxException {
        WarmInterpreter.of(need.type).orElseThrow().awaitRead(sandbox);
        sandbox.rename(need.spec.id());
    }

    /// An attempt begins to execute, and another of the same package may follow.
    void begin(Need need) {
        need.key().ifPresent(key -> pool.begin(key, () -> warm(need)));
    }

    /// The attempt is over.
    void end(Need need) {
        need.key().ifPresent(key -> pool.end(key, () -> warm(need)));
    }

    private Sandbox warm(Need need) throws SandboxException {
        String id =
                "%swarm-%d-%d"
                        .formatted(
                                need.driver.idPrefix(),
                                ProcessHandle.current().pid(),
                                System.nanoTime());
        Sandbox sandbox =
                need.driver.open(
                        new SandboxSpec(
                                id,
                                need.spec.packageFolder(),
                                need.spec.programFiles(),
                                need.spec.limits()));
        try {
            WarmInterpreter.of(need.type)
                    .orElseThrow()
                    .start(
                            sandbox,
                            need.program.orElseThrow().path(),
                            AgentEnvironment.constant(need.type, sandbox));
            return sandbox;
        } catch (SandboxException e) {
            sandbox.close();
            throw e;
        }
    }
}
