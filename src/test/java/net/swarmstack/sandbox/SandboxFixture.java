package net.swarmstack.sandbox;

import net.swarmstack.model.Isolation;
import net.swarmstack.testing.Eventually;
import net.swarmstack.testing.SandboxLeaks;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A driver, and the means to execute programs in its sandboxes. Each case names the levels that
/// must pass it; what a driver leaves out stands in `left-out.txt`.
abstract class SandboxFixture {

    protected static final SandboxPath IN = SandboxPath.of("in/stdin");
    protected static final SandboxPath OUT = SandboxPath.of("out/file");
    private static final SandboxLimits LIMITS = new SandboxLimits(256 << 20, 256, 0, 2L << 30);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @RegisterExtension protected final SandboxLeaks leaks = new SandboxLeaks();

    @RegisterExtension final LeftOut leftOut = new LeftOut(driverName(), level());

    @TempDir protected Path packageFolder;

    private SandboxDriver driver;

    /// The driver of the case.
    protected SandboxDriver driver() {
        return driver;
    }

    /// @param base where the driver keeps its sandboxes
    protected abstract SandboxDriver driver(Path base);

    protected abstract String driverName();

    protected abstract Isolation level();

    @BeforeEach
    void makeDriver() {
        driver = driver(leaks.base());
    }

    protected SandboxSpec spec() {
        long process = ProcessHandle.current().pid();
        String id = driver.idPrefix() + "t" + process + "-" + NUMBER.incrementAndGet();
        return new SandboxSpec(leaks.watch(id), packageFolder, List.of(), LIMITS);
    }

    protected Sandbox open() throws SandboxException {
        return driver.open(spec());
    }

    protected static Execution start(Sandbox sandbox, OutputListener output, String... argv)
            throws SandboxException {
        sandbox.put(IN, "input".getBytes(StandardCharsets.UTF_8));
        return sandbox.exec(exec(sandbox, argv), output);
    }

    protected static ExecSpec exec(Sandbox sandbox, String... argv) {
        Map<String, String> environment =
                Map.of(
                        "PATH", "/usr/bin:/bin",
                        "HOME", sandbox.path(SandboxPath.of("home")),
                        "OUT", sandbox.path(OUT));
        return new ExecSpec(List.of(argv), environment, SandboxPath.of("work"), IN);
    }

    protected static Execution shell(Sandbox sandbox, OutputListener output, String script)
            throws SandboxException {
        return start(sandbox, output, "/bin/sh", "-c", script);
    }

    protected static Exit end(Execution execution) throws Exception {
        return execution.exit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    protected Exit runToEnd(String script) throws Exception {
        try (Sandbox sandbox = open()) {
            return end(shell(sandbox, (_, _) -> true, script));
        }
    }

    protected static void awaitReady(CollectedOutput output) {
        Eventually.await("ready", () -> output.stdout().contains("ready"));
    }

    /// Starts a script whose parent ends at once, in a session of its own, with the same stdout,
    /// and waits until it runs.
    protected static String doubleFork(String script) {
        return """
        (setsid sh -c 'echo $$ >"$OUT"; %s' &)
        until test -s "$OUT"; do sleep 0.01; done
        """
                .formatted(script.replace("'", "'\\''"));
    }
}
