package net.swarmstack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// `bench/kill50`, with fewer kills than it is named after.
class KillScriptIT {

    private static final String KILLS = "2";

    @Test
    void chainThatIsKilledGoesOnWhereItWas() throws IOException, InterruptedException {
        Path script = Path.of(System.getProperty("swarm.home"), "bench", "kill50");
        var builder = new ProcessBuilder(script.toString(), KILLS).redirectErrorStream(true);
        builder.environment().put("SWARM_JAR", System.getProperty("swarm.jar"));

        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said)
                .contains("2 of 2 kills between the first and the last step")
                .endsWith(
                        "every run succeeded, nothing recorded was done again, nothing is left\n");
    }
}
