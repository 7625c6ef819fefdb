package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/// Registries that are backed up and restored by the built program.
final class BackupCommandIT {

    @TempDir private Path folder;
    private Program swarm;

    @BeforeEach
    void program() {
        swarm = new Program(folder).trusting();
    }

    @Test
    void registryIsBackedUpWhileARunExecutes() throws Exception {
        Path began = folder.resolve("began");
        Path go = folder.resolve("go");
        swarm.registerAgent(
                "waits",
                "touch %s; while [ ! -e %s ]; do sleep 0.05; done; echo '{\"payload\": 1}'"
                        .formatted(began, go));
        swarm.registerWorkflow("waits", "steps: [{id: a, agent: waits}]\n");
        Program.Running run = swarm.start(new byte[0], "run", "waits");
        Started.await("the agent executes", () -> Files.exists(began));

        swarm.out("backup", folder.resolve("b.db").toString());

        Result refused = swarm.run("restore", folder.resolve("b.db").toString());
        Files.createFile(go);
        assertThat(refused.exit()).isEqualTo(75);
        assertThat(refused.err()).contains("a process executes runs here");
        assertThat(run.await().exit()).isZero();
        swarm.out("restore", folder.resolve("b.db").toString());
        assertThat(swarm.out("runs", "list")).contains("waits", "running");
    }

    @Test
    void restoredRegistryVerifiesAndRunsGoOn() {
        swarm.out("run", "echo-chain", "{\"message\":\"x\"}");
        String file = folder.resolve("b.db").toString();
        assertThat(swarm.out("backup", file)).isEqualTo(file + "\n");
        swarm.out("run", "echo-chain", "{\"message\":\"y\"}");

        Result restored = swarm.run("restore", file);

        assertThat(restored.exit()).as(restored.err()).isZero();
        assertThat(swarm.out("doctor", "--verify"))
                .contains("ok    history    verified, of 1 runs")
                .doesNotContain("fail");
        swarm.out("run", "echo-chain", "{\"message\":\"z\"}");
        assertThat(swarm.out("runs", "list", "-o", "name").lines()).hasSize(2);
    }
}
