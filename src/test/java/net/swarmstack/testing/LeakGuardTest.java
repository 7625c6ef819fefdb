package net.swarmstack.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import net.swarmstack.sandbox.ExecSpec;
import net.swarmstack.sandbox.Sandbox;
import net.swarmstack.sandbox.SandboxLimits;
import net.swarmstack.sandbox.SandboxPath;
import net.swarmstack.sandbox.SandboxSpec;
import net.swarmstack.sandbox.host.HostDrivers;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The classes in here are tests that this one executes.
final class LeakGuardTest {

    private static final List<AutoCloseable> LEFT = new ArrayList<>();

    @AfterEach
    void endWhatTheyLeft() throws Exception {
        for (AutoCloseable left : LEFT) {
            left.close();
        }
        LEFT.clear();
    }

    private static TestExecutionSummary execute(Class<?> tests) {
        var listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(tests))
                                .configurationParameter(LeakGuard.PATIENCE, "500")
                                .build(),
                        listener);
        return listener.getSummary();
    }

    private static String onlyFailure(Class<?> tests) {
        List<TestExecutionSummary.Failure> failures = execute(tests).getFailures();
        assertThat(failures).hasSize(1);
        return failures.getFirst().getTestIdentifier().getDisplayName()
                + ": "
                + failures.getFirst().getException().getMessage();
    }

    private static Process start(Path folder, String script) throws Exception {
        var builder = new ProcessBuilder("/bin/sh", "-c", script);
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", "/usr/bin:/bin", "HOME", folder + "/home"));
        Process process = builder.start();
        LEFT.add(() -> process.destroyForcibly().waitFor());
        return process;
    }

    @Test
    void testThatLeavesNothingPasses() {
        assertThat(execute(TidyIT.class).getTestsSucceededCount()).isEqualTo(1);
    }

    static final class TidyIT {

        @Test
        void tidy(@TempDir Path folder) throws Exception {
            Process ended = start(folder, "exec sleep 601");
            ended.destroyForcibly().waitFor();
            openSandbox(folder).close();
            start(folder, "exec sleep 0.1"); // ends before the patience does
        }
    }

    @Test
    void processThatIsLeftIsNamed() {
        assertThat(onlyFailure(ChildIT.class)).startsWith("child(").contains(": sleep 602");
    }

    static final class ChildIT {

        @Test
        void child() throws Exception {
            start(Path.of("/nowhere"), "exec sleep 602");
        }
    }

    /// Neither its parent nor its session leads to the test: its environment does.
    @Test
    void processThatOutlivedItsParentIsNamed() {
        assertThat(onlyFailure(OrphanIT.class)).startsWith("orphan(").contains(": sleep 603");
    }

    static final class OrphanIT {

        @Test
        void orphan(@TempDir Path folder) throws Exception {
            Process parent = start(folder, "setsid sleep 603 >/dev/null & echo $!");
            long pid = Long.parseLong(parent.inputReader().readLine());
            assertThat(parent.waitFor()).isZero();
            LEFT.add(() -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        }
    }

    @Test
    void sandboxThatIsLeftIsNamedWithItsProcessesAndCgroups() {
        assertThat(onlyFailure(SandboxIT.class))
                .startsWith("sandbox(")
                .contains("sleep 604", "sandbox /", "/swarm-registry/sandboxes/proc-left-")
                .containsPattern(
                        HostDrivers.cgroupParents().size() > 1
                                ? "cgroup /.*/swarm-proc-left-"
                                : "sandbox");
    }

    static final class SandboxIT {

        @Test
        void sandbox(@TempDir Path folder) throws Exception {
            LEFT.add(openSandbox(folder));
        }
    }

    private static Sandbox openSandbox(Path folder) throws Exception {
        String id = "proc-left-" + ProcessHandle.current().pid();
        var limits = new SandboxLimits(64 << 20, 64, 0, 64 << 20);
        Sandbox sandbox =
                HostDrivers.process(folder.resolve("root/swarm-registry/sandboxes"))
                        .open(new SandboxSpec(id, folder, List.of(), limits));
        SandboxPath nothing = SandboxPath.of("in/nothing");
        sandbox.put(nothing, new byte[0]);
        List<String> argv = List.of("/bin/sleep", "604");
        sandbox.exec(new ExecSpec(argv, Map.of(), SandboxPath.of("work"), nothing), (_, _) -> true);
        return sandbox;
    }

    @Test
    void whatTheTestsOfAClassShareMayLiveAsLongAsTheyDo() {
        assertThat(onlyFailure(SharedIT.class))
                .startsWith("LeakGuardTest$SharedIT")
                .contains("605");
        assertThat(execute(SharedIT.class).getTestsSucceededCount()).isEqualTo(2);
    }

    static final class SharedIT {

        @BeforeAll
        static void share(@TempDir Path folder) throws Exception {
            start(folder, "exec sleep 605");
        }

        @Test
        void one() {}

        @Test
        void other() {}
    }

    @Test
    void mountIsNamedWhereItLiesInAFolderOfATest() {
        String ours = TestFolders.prefix() + "1/disk";
        List<String> mounts =
                List.of(
                        "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw",
                        "23 22 0:5 / /tmp/other rw - tmpfs none rw",
                        "24 22 0:6 / " + ours + " rw shared:9 - tmpfs none rw");

        assertThat(Traces.mounts(mounts)).containsExactly(Path.of(ours));
    }
}
