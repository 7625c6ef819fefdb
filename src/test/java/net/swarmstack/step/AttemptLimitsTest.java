package net.swarmstack.step;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.engine.AttemptOutcome;
import net.swarmstack.engine.StopSignal;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Failure.Type;
import net.swarmstack.model.ResourceUsage;
import net.swarmstack.sandbox.host.HostDrivers;
import net.swarmstack.testing.SandboxLeaks;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// Agents that take more than they may, in bubblewrap's sandboxes with the best cgroups there are.
final class AttemptLimitsTest {

    @RegisterExtension final SandboxLeaks leaks = new SandboxLeaks();
    @TempDir Path folder;
    private AttemptFixture attempt;

    @BeforeEach
    void makeAttempt() throws IOException {
        attempt =
                new AttemptFixture(
                        leaks, folder, new StopSignal(), _ -> HostDrivers.bubblewrap(leaks.base()));
    }

    @Test
    void agentThatTakesTooMuchMemoryFailsAsOom() throws IOException {
        attempt.runtime("memory_mb: 32").python("x = []\nwhile True: x.append(bytearray(1 << 20))");

        assertThat(attempt.failure())
                .isEqualTo(new Failure(Type.OOM, "used more than its runtime.memory_mb of 32"));
    }

    @Test
    void agentWhoseChildTakesTooMuchMemoryFailsAsOom() throws IOException {
        attempt.runtime("memory_mb: 32")
                .shell("python3 -c 'x = []\nwhile True: x.append(bytearray(1 << 20))' || exit 1");

        assertThat(attempt.failure().type()).isEqualTo(Type.OOM);
    }

    @Test
    void agentThatStartsTooManyProcessesFailsAsPids() throws IOException {
        attempt.shell("for i in $(seq 100); do sleep 100 & done; exit 1")
                .with("limits: {processes: 20}");

        assertThat(attempt.failure())
                .isEqualTo(
                        new Failure(
                                Type.PIDS,
                                "started more than its limits.processes of 20, threads counted"));
    }

    @Test
    void forkBombFailsAsPids() throws IOException {
        attempt.shell("bomb() { bomb | bomb & }; bomb; sleep 100")
                .with("limits: {processes: 50}")
                .with("grace_seconds: 0")
                .timeout(Duration.ofSeconds(1));

        assertThat(attempt.failure().type()).isEqualTo(Type.PIDS);
    }

    @Test
    void agentThatFillsTheDiskFailsAsDisk() throws IOException {
        attempt.shell("for i in $(seq 1000); do head -c 4M /dev/zero >$i; done; sleep 100")
                .with("limits: {disk_mb: 16}");

        assertThat(attempt.failure())
                .isEqualTo(new Failure(Type.DISK, "wrote more than its limits.disk_mb of 16"));
    }

    @Test
    void limitThatAnAgentGetsAlongWithIsNoFailure() throws IOException {
        attempt.python(
                        """
                        import os, time
                        try:
                            while True:
                                if os.fork() == 0:
                                    time.sleep(100)
                        except OSError:
                            print('{"ok": true}')
                        """)
                .with("limits: {processes: 20}");

        assertThat(attempt.outputs()).isEqualTo("{\"ok\":true}");
    }

    @Test
    void whatAnAgentUsedIsTold() throws IOException {
        attempt.python("x = bytearray(32 << 20)\nfor i in range(1000000): pass\nprint('{}')");

        AttemptOutcome outcome = attempt.run();

        ResourceUsage used = ((AttemptOutcome.Succeeded) outcome).stats().resources();
        assertThat(used.memoryPeakBytes().orElseThrow()).isBetween(32L << 20, 128L << 20);
        assertThat(used.cpu().orElseThrow())
                .isBetween(Duration.ofMillis(5), Duration.ofSeconds(20));
    }
}
