package net.swarmstack.e2e;

import net.swarmstack.e2e.Program.Running;
import net.swarmstack.testing.Eventually;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The workflow `chain`, whose second step waits until a gate is open; `once` is the same, and that
/// step may be done once only. Each execution of an agent is written down.
final class GatedChain {

    /// Writes a line into `executions` each time; waits until `open` is there.
    private static final String AGENT =
            """
            echo "$SWARM_STEP $SWARM_ATTEMPT $SWARM_IDEMPOTENCY_KEY" >>'%1$s/executions'
            [ "$SWARM_STEP" != gate ] || until [ -e '%1$s/open' ]; do sleep 0.05; done
            echo '{"payload": "from '"$SWARM_STEP"'"}'
            """;

    private static final String CHAIN =
            """
            steps:
              - {id: first, agent: worker}
              - {id: gate, agent: worker%s}
              - {id: last, agent: worker}
            finally:
              - step: {id: cleanup, agent: worker}
            """;

    private final Path folder;
    private final Program swarm;

    /// Makes a root with it.
    ///
    /// @param folder an empty one
    GatedChain(Path folder) {
        this.folder = folder;
        this.swarm = new Program(folder).trusting();
        swarm.registerAgent("worker", AGENT.formatted(folder));
        swarm.registerWorkflow("chain", CHAIN.formatted(""));
        swarm.registerWorkflow("once", CHAIN.formatted(", effects: once"));
    }

    Program swarm() {
        return swarm;
    }

    /// Opens the gate.
    void open() {
        try {
            Files.writeString(folder.resolve("open"), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts a run; returns when it waits at the gate.
    Running waiting(String workflow) {
        long before = executionsOf("gate");
        Running running = swarm.start(new byte[0], "run", workflow);
        Eventually.await("gate executes", () -> executionsOf("gate") > before);
        return running;
    }

    /// The id of a run whose process was killed while it waited at the gate.
    String interrupted(String workflow) {
        Running running = waiting(workflow);
        running.process().destroyForcibly();
        running.await();
        return newest();
    }

    void awaitExecutionOf(String step) {
        Eventually.await(step + " executes", () -> executionsOf(step) > 0);
    }

    long executionsOf(String step) {
        return executions().stream().filter(line -> line.startsWith(step)).count();
    }

    /// A line each: step, attempt and idempotency key.
    List<String> executions() {
        Path file = folder.resolve("executions");
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The id of the run that began last.
    String newest() {
        return swarm.out("runs", "list", "-o", "name").lines().findFirst().orElseThrow();
    }
}
