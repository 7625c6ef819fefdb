package net.swarmstack.sandbox;

import static net.swarmstack.sandbox.Level.NAMESPACE;
import static net.swarmstack.sandbox.Level.PROCESS;
import static net.swarmstack.sandbox.Level.VM;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.management.ThreadMXBean;

import net.swarmstack.sandbox.OutputListener.Stream;
import net.swarmstack.testing.Eventually;
import net.swarmstack.testing.SandboxLeaks;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What every driver must do. Each case names the levels that must pass it; a driver whose level is
/// not named overrides the case with what it does instead.
public abstract class SandboxDriverContract {

    private static final SandboxPath IN = SandboxPath.of("in/stdin");
    private static final SandboxPath OUT = SandboxPath.of("out/file");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @RegisterExtension protected final SandboxLeaks leaks = new SandboxLeaks();

    @TempDir protected Path packageFolder;

    private SandboxDriver driver;

    /// @param base where the driver keeps its sandboxes
    protected abstract SandboxDriver driver(Path base);

    protected abstract Level level();

    @BeforeEach
    void makeDriver(TestInfo test) {
        RequiredAt required = test.getTestMethod().orElseThrow().getAnnotation(RequiredAt.class);
        assertThat(required).as("a case names the levels that must pass it").isNotNull();
        assertThat(required.value()).contains(level());
        driver = driver(leaks.base());
    }

    private SandboxSpec spec() {
        long process = ProcessHandle.current().pid();
        String id = driver.idPrefix() + "t" + process + "-" + NUMBER.incrementAndGet();
        return new SandboxSpec(leaks.watch(id), packageFolder);
    }

    private Sandbox open() throws SandboxException {
        return driver.open(spec());
    }

    private static Execution start(Sandbox sandbox, OutputListener output, String... argv)
            throws SandboxException {
        sandbox.put(IN, "input".getBytes(StandardCharsets.UTF_8));
        return sandbox.exec(exec(sandbox, argv), output);
    }

    private static ExecSpec exec(Sandbox sandbox, String... argv) {
        Map<String, String> environment =
                Map.of(
                        "PATH", "/usr/bin:/bin",
                        "HOME", sandbox.path(SandboxPath.of("home")),
                        "OUT", sandbox.path(OUT));
        return new ExecSpec(List.of(argv), environment, SandboxPath.of("work"), IN);
    }

    private static Execution shell(Sandbox sandbox, OutputListener output, String script)
            throws SandboxException {
        return start(sandbox, output, "/bin/sh", "-c", script);
    }

    private static Exit end(Execution execution) throws Exception {
        return execution.exit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private Exit runToEnd(String script) throws Exception {
        try (Sandbox sandbox = open()) {
            return end(shell(sandbox, (_, _) -> true, script));
        }
    }

    private static void awaitReady(CollectedOutput output) {
        Eventually.await("ready", () -> output.stdout().contains("ready"));
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void probeFindsTheLevel() {
        leaks.watch(driver.idPrefix() + "probe-" + ProcessHandle.current().pid());

        Probe probe = driver.probe();

        assertThat(probe).isInstanceOf(Probe.Usable.class);
        assertThat(((Probe.Usable) probe).capabilities().level()).isEqualTo(level());
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void outputAndExitStatusAreTold() throws Exception {
        var output = new CollectedOutput();

        try (Sandbox sandbox = open()) {
            Exit exit = end(shell(sandbox, output, "echo one; echo two >&2; exit 7"));

            assertThat(exit).isEqualTo(new Exit.Exited(7));
            assertThat(output.text(Stream.STDOUT)).isEqualTo("one\n");
            assertThat(output.text(Stream.STDERR)).isEqualTo("two\n");
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void deathBySignalIsTold() throws Exception {
        Exit exit = runToEnd("kill -SEGV $$");

        assertThat(exit).isEqualTo(new Exit.Signaled(11));
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void stdinIsTheFileThatWasPut() throws Exception {
        var output = new CollectedOutput();

        try (Sandbox sandbox = open()) {
            end(start(sandbox, output, "/bin/cat"));

            assertThat(output.stdout()).isEqualTo("input");
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void stdinThatNobodyReadsBlocksNothing() throws Exception {
        try (Sandbox sandbox = open()) {
            sandbox.put(IN, new byte[Sandbox.MAX_PUT_BYTES]);

            Exit exit = end(sandbox.exec(exec(sandbox, "/bin/true"), (_, _) -> true));

            assertThat(exit).isEqualTo(new Exit.Exited(0));
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void environmentIsWhatWasGiven() throws Exception {
        var output = new CollectedOutput();

        try (Sandbox sandbox = open()) {
            end(start(sandbox, output, "/usr/bin/env"));

            assertThat(output.stdout().lines())
                    .containsExactlyInAnyOrder(
                            "PATH=/usr/bin:/bin",
                            "HOME=" + sandbox.path(SandboxPath.of("home")),
                            "OUT=" + sandbox.path(OUT));
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void programStartsInItsFolderWithAnOpenUmask() throws Exception {
        var output = new CollectedOutput();

        try (Sandbox sandbox = open()) {
            end(shell(sandbox, output, "pwd -P; umask"));

            assertThat(output.stdout())
                    .isEqualTo(sandbox.path(SandboxPath.of("work")) + "\n0022\n");
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void programIsFoundWhereItCanBeExecuted() throws Exception {
        assertThat(driver.find("no-such-program")).isEmpty();
        try (Sandbox sandbox = open()) {
            String shell = driver.find("sh").orElseThrow();

            assertThat(end(start(sandbox, (_, _) -> true, shell, "-c", "exit 5")))
                    .isEqualTo(new Exit.Exited(5));
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void packageCanBeRead() throws Exception {
        Files.writeString(packageFolder.resolve("main.txt"), "content");
        var output = new CollectedOutput();

        try (Sandbox sandbox = open()) {
            end(
                    start(
                            sandbox,
                            output,
                            "/bin/cat",
                            sandbox.path(SandboxPath.of("package/main.txt"))));

            assertThat(output.stdout()).isEqualTo("content");
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void missingProgramFailsToStart() throws Exception {
        try (Sandbox sandbox = open()) {
            Exit exit = end(start(sandbox, (_, _) -> true, "/no/such/program"));

            assertThat(exit).isInstanceOf(Exit.FailedToStart.class);
            assertThat(exit.toString()).contains("/no/such/program does not exist");
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void fileThatIsNoProgramFailsToStart() throws Exception {
        try (Sandbox sandbox = open()) {
            Exit exit = end(start(sandbox, (_, _) -> true, "/etc/passwd"));

            assertThat(exit).isInstanceOf(Exit.FailedToStart.class);
            assertThat(exit.toString()).contains("/etc/passwd is not executable");
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void statusOfAMissingProgramIsTheAgentsOwn() throws Exception {
        Exit exit = runToEnd("exit 127");

        assertThat(exit).isEqualTo(new Exit.Exited(127));
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void terminateAsksEveryProcess() throws Exception {
        var output = new CollectedOutput();

        try (Sandbox sandbox = open()) {
            Execution execution =
                    shell(
                            sandbox,
                            output,
                            """
                            trap 'wait $!; echo parent; exit 3' TERM
                            (trap 'echo child; exit 0' TERM; echo ready; while :; do sleep 0.01; done) &
                            while :; do sleep 0.01; done
                            """);
            awaitReady(output);
            execution.terminate();

            assertThat(end(execution)).isEqualTo(new Exit.Exited(3));
            assertThat(output.stdout()).contains("child", "parent");
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void killEndsWhatIgnoresTerminate() throws Exception {
        var output = new CollectedOutput();

        try (Sandbox sandbox = open()) {
            Execution execution =
                    shell(
                            sandbox,
                            output,
                            "trap 'echo ignored' TERM; echo ready; while :; do sleep 0.01; done");
            awaitReady(output);
            execution.terminate();
            Eventually.await("ignored", () -> output.stdout().contains("ignored"));
            sandbox.kill();

            assertThat(end(execution)).isEqualTo(new Exit.Signaled(9));
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void closeEndsWhatRuns() throws Exception {
        var output = new CollectedOutput();
        Sandbox sandbox = open();
        Execution execution = shell(sandbox, output, "trap '' TERM; echo ready; sleep 1000");
        awaitReady(output);

        sandbox.close();
        sandbox.close();

        assertThat(end(execution)).isEqualTo(new Exit.Signaled(9));
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void gigabyteOfOutputTakesNoMemory() throws Exception {
        var bytes = new AtomicLong();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        try (Sandbox sandbox = open()) {
            long before = threads.getTotalThreadAllocatedBytes();
            OutputListener counter =
                    (_, chunk) -> {
                        bytes.addAndGet(chunk.remaining());
                        return chunk.remaining() <= OutputListener.MAX_CHUNK_BYTES;
                    };
            Exit exit = end(shell(sandbox, counter, "head -c 1073741824 /dev/zero"));
            long allocated = threads.getTotalThreadAllocatedBytes() - before;

            assertThat(exit).isEqualTo(new Exit.Exited(0));
            assertThat(bytes).hasValue(1 << 30);
            // A pipe gives at least a page at a time: some 262,144 chunks at most.
            assertThat(allocated).isLessThan(64 << 20);
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void refusedOutputKillsAtOnce() throws Exception {
        var bytes = new AtomicLong();

        try (Sandbox sandbox = open()) {
            OutputListener refuser = (_, chunk) -> bytes.addAndGet(chunk.remaining()) < 1 << 20;
            Exit exit =
                    end(shell(sandbox, refuser, "trap '' TERM PIPE; cat /dev/zero; sleep 1000"));

            assertThat(exit).isEqualTo(new Exit.Signaled(9));
            assertThat(bytes.get()).isLessThanOrEqualTo((1 << 20) + OutputListener.MAX_CHUNK_BYTES);
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void outputWithoutNewlineIsTold() throws Exception {
        var output = new CollectedOutput();

        try (Sandbox sandbox = open()) {
            Execution execution = shell(sandbox, output, "printf ready; sleep 1000");
            awaitReady(output);
            sandbox.kill();

            assertThat(end(execution)).isEqualTo(new Exit.Signaled(9));
            assertThat(output.stdout()).isEqualTo("ready");
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void closingItsOutputEarlyIsNotTheEnd() throws Exception {
        Exit exit = runToEnd("exec >&- 2>&-; sleep 0.05; cat >/dev/null; exit 4");

        assertThat(exit).isEqualTo(new Exit.Exited(4));
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void doubleForkedChildInItsOwnSessionIsKilledAtTheEnd() throws Exception {
        Exit exit = runToEnd(doubleFork("trap '' TERM HUP; sleep 1000; :") + "exit 0");

        assertThat(exit).isEqualTo(new Exit.Exited(0));
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void doubleForkedChildThatWritesForEverIsKilledAtTheEnd() throws Exception {
        Exit exit = runToEnd(doubleFork("cat /dev/zero") + "exit 0");

        assertThat(exit).isEqualTo(new Exit.Exited(0));
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void doubleForkedChildIsKilledWithTheSandbox() throws Exception {
        var output = new CollectedOutput();

        try (Sandbox sandbox = open()) {
            Execution execution =
                    shell(sandbox, output, doubleFork("sleep 1000; :") + "echo ready; sleep 1000");
            awaitReady(output);
            sandbox.kill();

            assertThat(end(execution)).isEqualTo(new Exit.Signaled(9));
        }
    }

    /// Starts a script whose parent ends at once, in a session of its own, with the same stdout,
    /// and waits until it runs.
    private static String doubleFork(String script) {
        return """
        (setsid sh -c 'echo $$ >"$OUT"; %s' &)
        until test -s "$OUT"; do sleep 0.01; done
        """
                .formatted(script.replace("'", "'\\''"));
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void foldersWithoutPermissionsAndDeepOnesAreRemoved() throws Exception {
        Exit exit =
                runToEnd(
                        """
                        deep=d; i=0
                        while test $i -lt 10; do deep=$deep/$deep; i=$((i + 1)); done
                        for i in 1 2 3; do mkdir -p "new/$deep" && mv old "new/$deep"; mv new old; done
                        test -d "old/$deep/old" || exit 1
                        cd "$HOME" && mkdir -p a/b/c && touch a/b/c/file a/file && ln -s / a/link
                        chmod 000 a/b/c && chmod 500 a/b && chmod 000 a .. .
                        """);

        assertThat(exit).isEqualTo(new Exit.Exited(0));
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void plainFileIsTakenOut() throws Exception {
        try (Sandbox sandbox = open()) {
            end(shell(sandbox, (_, _) -> true, "printf abc >\"$OUT\""));

            assertThat(sandbox.get(OUT, 3))
                    .isInstanceOfSatisfying(
                            TakenFile.Content.class,
                            content -> assertThat(content.bytes()).asString().isEqualTo("abc"));
            assertThat(sandbox.get(OUT, 2)).isEqualTo(new TakenFile.TooLarge(3));
            assertThat(sandbox.get(SandboxPath.of("out/other"), 3))
                    .isEqualTo(new TakenFile.Absent());
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void linkOutOfTheSandboxIsNotFollowed() throws Exception {
        assertThat(taken("ln -s /etc/passwd \"$OUT\"")).isEqualTo("a symbolic link");
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void folderThatBecameALinkIsNotFollowed() throws Exception {
        assertThat(taken("cd ../out && touch \"$HOME/file\" && rmdir ../out && ln -s home ../out"))
                .isEqualTo("in what is no folder any more");
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void pipeIsNotRead() throws Exception {
        assertThat(taken("mkfifo \"$OUT\"")).isEqualTo("a pipe, socket or device");
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void folderIsNotTakenOut() throws Exception {
        assertThat(taken("mkdir \"$OUT\"")).isEqualTo("a folder");
    }

    /// What is said of a thing that can't be taken out.
    private String taken(String script) throws Exception {
        try (Sandbox sandbox = open()) {
            assertThat(end(shell(sandbox, (_, _) -> true, script))).isEqualTo(new Exit.Exited(0));
            return ((TakenFile.NotAFile) sandbox.get(OUT, 100)).what();
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void filesArePutOnceAndWithinTheLimit() throws Exception {
        try (Sandbox sandbox = open()) {
            sandbox.put(IN, new byte[1]);

            assertThatExceptionOfType(SandboxException.class)
                    .isThrownBy(() -> sandbox.put(IN, new byte[1]));
            assertThatExceptionOfType(SandboxException.class)
                    .isThrownBy(() -> sandbox.put(OUT, new byte[Sandbox.MAX_PUT_BYTES + 1]))
                    .withMessageContaining("more than");
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void sandboxExecutesOnceOnly() throws Exception {
        try (Sandbox sandbox = open()) {
            end(shell(sandbox, (_, _) -> true, "exit 0"));

            assertThatIllegalStateException()
                    .isThrownBy(() -> sandbox.exec(exec(sandbox, "/bin/true"), (_, _) -> true));
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void closeAllEndsEverySandboxAndNoneIsOpenedAnyMore() throws Exception {
        var executions = new ArrayList<Execution>();
        for (int i = 0; i < 3; i++) {
            var output = new CollectedOutput();
            String child = doubleFork("trap '' TERM HUP; sleep 1000; :");
            executions.add(
                    shell(open(), output, "trap '' TERM INT;" + child + "echo ready; sleep 1000"));
            awaitReady(output);
        }
        open();

        driver.closeAll();

        for (Execution execution : executions) {
            assertThat(end(execution)).isEqualTo(new Exit.Signaled(9));
        }
        assertThatExceptionOfType(SandboxException.class)
                .isThrownBy(this::open)
                .withMessageContaining("this process is ending");
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void openingTheSameIdGivesTheSameSandbox() throws Exception {
        SandboxSpec spec = spec();

        try (Sandbox first = driver.open(spec);
                Sandbox second = driver.open(spec)) {
            assertThat(second).isSameAs(first);
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void openSandboxIsNoOrphan() throws Exception {
        try (Sandbox sandbox = open()) {
            assertThat(driver.orphans()).isEmpty();
            driver.reap(new SandboxDriver.Orphan(sandbox.id()));

            assertThat(end(shell(sandbox, (_, _) -> true, "exit 0"))).isEqualTo(new Exit.Exited(0));
        }
    }
}
