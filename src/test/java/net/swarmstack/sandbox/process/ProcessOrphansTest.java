package net.swarmstack.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.sandbox.SandboxDriver.Orphan;
import net.swarmstack.sandbox.SearchPath;
import net.swarmstack.sandbox.Spawner;
import net.swarmstack.testing.JavaProgram;
import net.swarmstack.testing.SandboxLeaks;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Sandboxes of a process that was killed; what is left at the end fails the test.
@ParameterizedClass
@MethodSource("net.swarmstack.sandbox.process.ProcessDriverTest#cgroupParents")
final class ProcessOrphansTest {

    private static final String ID = "proc-orphan-" + ProcessHandle.current().pid();
    private static final Spawner SPAWNER = new Spawner();

    @RegisterExtension final SandboxLeaks leaks = new SandboxLeaks();
    @Parameter Optional<Path> cgroupParent = Optional.empty();

    private ProcessDriver driver;
    private Process holder;

    @BeforeEach
    void holdSandboxInAnotherProcess() throws IOException {
        leaks.watch(ID);
        Path base = leaks.base();
        driver =
                new ProcessDriver(
                        base,
                        new SearchPath(""),
                        SPAWNER,
                        Thread.ofVirtual().factory(),
                        cgroupParent);
        holder =
                cgroupParent.isPresent()
                        ? JavaProgram.start(
                                SandboxHolder.class,
                                base.toString(),
                                ID,
                                cgroupParent.get().toString())
                        : JavaProgram.start(SandboxHolder.class, base.toString(), ID);
        assertThat(holder.inputReader().readLine()).isEqualTo("ready");
    }

    @AfterEach
    void killHolder() {
        holder.destroyForcibly();
    }

    private void kill() throws InterruptedException {
        holder.destroyForcibly().waitFor();
    }

    @Test
    void sandboxOfALiveProcessIsNoOrphan() throws Exception {
        List<Orphan> orphans = driver.orphans();
        driver.reap(new Orphan(ID));

        assertThat(orphans).isEmpty();
        assertThat(leaks.base().resolve(ID)).exists();

        kill();
        driver.reap(new Orphan(ID));
    }

    @Test
    void sandboxOfADeadProcessIsReaped() throws Exception {
        kill();

        List<Orphan> orphans = driver.orphans();
        driver.reap(new Orphan(ID));
        driver.reap(new Orphan(ID));

        assertThat(orphans).containsExactly(new Orphan(ID));
    }

    /// Its process died before the folder had its lock, or when it had none any more.
    @Test
    void emptyFolderIsReaped() throws Exception {
        Path bare = Files.createDirectory(leaks.base().resolve("proc-bare"));

        List<Orphan> orphans = driver.orphans();
        driver.reap(new Orphan("proc-bare"));
        kill();
        driver.reap(new Orphan(ID));

        assertThat(orphans).containsExactly(new Orphan("proc-bare"));
        assertThat(bare).doesNotExist();
    }
}
