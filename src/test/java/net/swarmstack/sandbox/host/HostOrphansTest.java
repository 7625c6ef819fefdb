package net.swarmstack.sandbox.host;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.sandbox.Sandbox;
import net.swarmstack.sandbox.SandboxDriver;
import net.swarmstack.sandbox.SandboxDriver.Orphan;
import net.swarmstack.sandbox.SandboxLimits;
import net.swarmstack.sandbox.SandboxPath;
import net.swarmstack.sandbox.SandboxSpec;
import net.swarmstack.testing.JavaProgram;
import net.swarmstack.testing.SandboxLeaks;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Sandboxes of a process that was killed; what is left at the end fails the test.
@ParameterizedClass
@MethodSource("cases")
final class HostOrphansTest {

    @RegisterExtension final SandboxLeaks leaks = new SandboxLeaks();

    private final Case kind;
    private final String id;
    private SandboxDriver driver;
    private Process holder;

    HostOrphansTest(Case kind) {
        this.kind = kind;
        this.id = kind.prefix + "orphan-" + ProcessHandle.current().pid();
    }

    record Case(String prefix, List<Path> cgroupParents) {}

    static List<Case> cases() {
        return HostDrivers.cgroupParents().stream()
                .flatMap(parents ->
                        Stream.of("proc-", "bwrap-").map(prefix -> new Case(prefix, parents)))
                .toList();
    }

    @BeforeEach
    void holdSandboxInAnotherProcess() throws IOException {
        Path base = leaks.base();
        leaks.watch(id);
        driver = driver(base);
        var arguments = new ArrayList<>(List.of(base.toString(), id));
        kind.cgroupParents.forEach(parent -> arguments.add(parent.toString()));
        holder = JavaProgram.start(SandboxHolder.class, arguments.toArray(String[]::new));
        assertThat(holder.inputReader().readLine()).isEqualTo("ready");
    }

    private SandboxDriver driver(Path base) {
        return kind.prefix.equals("proc-")
                ? HostDrivers.process(base, kind.cgroupParents)
                : HostDrivers.bubblewrap(base, kind.cgroupParents);
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
        driver.reap(new Orphan(id));

        assertThat(orphans).isEmpty();
        assertThat(leaks.base().resolve(id)).exists();

        kill();
        driver.reap(new Orphan(id));
    }

    @Test
    void sandboxOfADeadProcessIsReaped() throws Exception {
        kill();

        List<Orphan> orphans = driver.orphans();
        driver.reap(new Orphan(id));
        driver.reap(new Orphan(id));

        assertThat(orphans).containsExactly(new Orphan(id));
    }

    /// Between the making of a sandbox's folder and its lock it looks as if its process were dead.
    @Test
    void sweepingHarmsNoSandboxThatIsBeingMade() throws Exception {
        kill();
        driver.reap(new Orphan(id));
        holder = JavaProgram.start(SandboxSweeper.class, leaks.base().toString(), kind.prefix);
        assertThat(holder.inputReader().readLine()).isEqualTo("ready");

        for (int i = 0; i < 300; i++) {
            var spec =
                    new SandboxSpec(
                            leaks.watch(id + "-" + i),
                            leaks.base(),
                            List.of(),
                            new SandboxLimits(1 << 20, 1, 0, 1 << 20));
            try (Sandbox sandbox = driver.open(spec)) {
                sandbox.put(SandboxPath.of("in/file"), new byte[1]);
            }
        }

        assertThat(holder.isAlive()).as("it sweeps").isTrue();
    }

    /// Its process died before the folder had its lock, or when it had none any more.
    @Test
    void emptyFolderIsReaped() throws Exception {
        Path bare = Files.createDirectory(leaks.base().resolve(kind.prefix + "bare"));

        List<Orphan> orphans = driver.orphans();
        driver.reap(new Orphan(kind.prefix + "bare"));
        kill();
        driver.reap(new Orphan(id));

        assertThat(orphans).containsExactly(new Orphan(kind.prefix + "bare"));
        assertThat(bare).doesNotExist();
    }
}
