package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;
import net.swarmstack.e2e.Program.Running;
import net.swarmstack.testing.Eventually;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/// Processes that execute runs and are stopped, taken for dead, or lose the registry.
class TroubledOwnerIT {

    @TempDir private Path folder;
    private GatedChain chain;
    private Program swarm;
    private Path registry;

    @BeforeEach
    void register() {
        chain = new GatedChain(folder);
        swarm = chain.swarm();
        registry = swarm.root().resolve("swarm-registry/registry.db");
    }

    @AfterEach
    void endRuns() {
        swarm.endRuns();
    }

    @Test
    void successIsNotToldWhereTheRegistryIsNotThereAnyMore() throws IOException {
        Running running = chain.waiting("chain");
        Path moved = folder.resolve("moved.db");
        Files.move(registry, moved);
        chain.open();

        Result result = running.await();
        Files.move(moved, registry);

        assertThat(result.exit()).isEqualTo(74);
        assertThat(result.err())
                .contains(registry + " was deleted or replaced while this process had it open")
                .doesNotContain("run succeeded");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void whoCancelsARunOfAStoppedProcessIsToldForWhomItWaits() throws Exception {
        Running other = chain.waiting("chain");
        signal(other, "STOP");

        Running cancelling = swarm.start(new byte[0], "runs", "cancel", chain.newest());
        Eventually.await("it says so", () -> cancelling.err().contains("does not answer"));
        signal(other, "CONT");

        assertThat(cancelling.err())
                .contains("waiting for process " + other.process().pid())
                .contains("kill -CONT " + other.process().pid());
        assertThat(cancelling.await().exit()).isZero();
        assertThat(other.await().exit()).isEqualTo(5);
    }

    private static void signal(Running running, String name) throws Exception {
        var kill = new ProcessBuilder("kill", "-" + name, "" + running.process().pid());
        assertThat(kill.inheritIO().start().waitFor()).isZero();
    }

    @Test
    void workerThatIsTakenForDeadSaysSoAndEndsWithTheStatusOfThat() throws Exception {
        chain.interrupted("chain");
        Running worker = swarm.start(new byte[0], "worker");
        Eventually.await("it executes", () -> chain.executionsOf("gate") == 2);
        takeForDead();
        Running other = chain.waiting("chain");
        other.process().destroyForcibly();
        other.await();
        chain.open();

        Result ended = worker.await();

        assertThat(ended.exit()).as(ended.err()).isEqualTo(75);
        assertThat(ended.err()).contains("others took this process for dead");
    }

    /// Every process that executes runs now.
    private void takeForDead() throws IOException, SQLException {
        try (var locks = Files.newDirectoryStream(registry.resolveSibling("owners"), "*.lock")) {
            for (Path lock : locks) {
                Files.delete(lock);
            }
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + registry);
                var statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM owners");
        }
    }
}
