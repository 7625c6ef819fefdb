package net.swarmstack.step;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.engine.StopSignal;
import net.swarmstack.sandbox.SandboxDriver;
import net.swarmstack.sandbox.host.HostDrivers;
import net.swarmstack.step.ObservedDriver.Moment;
import net.swarmstack.testing.Eventually;
import net.swarmstack.testing.SandboxLeaks;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Agents whose interpreter had been started before there was anything to execute.
@ParameterizedClass
@ValueSource(strings = {"process", "bubblewrap"})
final class WarmAgentTest {

    @RegisterExtension final SandboxLeaks leaks = new SandboxLeaks();
    @TempDir Path folder;
    @Parameter String kind = "";

    private final WarmPool pool = new WarmPool(2, 1L << 30, task -> Thread.ofVirtual().start(task));
    private final List<Moment> moments = new CopyOnWriteArrayList<>();
    private SandboxDriver driver;
    private AttemptFixture attempt;

    @BeforeEach
    void makeAttempt() throws IOException {
        driver =
                kind.equals("process")
                        ? HostDrivers.process(leaks.base())
                        : HostDrivers.bubblewrap(leaks.base());
        attempt =
                new AttemptFixture(
                        leaks,
                        folder,
                        new StopSignal(),
                        _ -> new ObservedDriver(driver, moments::add),
                        pool);
    }

    @AfterEach
    void closeWhatWaits() {
        pool.close();
        driver.closeAll();
    }

    /// What an agent gives that is executed cold, then one that had waited.
    private void assertSame() throws IOException {
        String cold = attempt.outputs();
        Eventually.await("one waits", () -> pool.size() == 1);
        assertThat(moments).doesNotContain(Moment.WOKEN);

        String warm = attempt.outputs();

        assertThat(moments).contains(Moment.WOKEN);
        assertThat(warm).isEqualTo(cold);
        assertThat(warm).contains("umask");
    }

    @Test
    void nodeCannotTell() throws IOException {
        attempt.node(
                """
                const fs = require('fs');
                const stdin = fs.readFileSync(0, 'utf8');
                console.log(JSON.stringify({
                  argv: process.argv, argv0: process.argv0, execArgv: process.execArgv,
                  title: process.title, cwd: process.cwd(), environment: Object.entries(process.env).sort(),
                  main: require.main === module, id: module.id, parent: String(module.parent),
                  filename: __filename, cache: Object.keys(require.cache), paths: module.paths,
                  children: module.children.length, stdin, isFile: fs.fstatSync(0).isFile(),
                  position: fs.readSync(0, Buffer.alloc(1)), kind: process.stdin.constructor.name,
                  umask: process.umask(), descriptors: fs.readdirSync('/proc/self/fd').sort(),
                  globals: Object.getOwnPropertyNames(globalThis).sort(),
                  listeners: process.eventNames().map(String), tmp: fs.readdirSync(process.env.TMPDIR),
                  input: fs.readFileSync(process.env.SWARM_INPUT, 'utf8')
                }));
                """);

        assertSame();
    }

    @Test
    void nodeModuleCannotTell() throws IOException {
        attempt.agent(
                "node",
                "main.mjs",
                """
                import fs from 'node:fs';
                console.log(JSON.stringify({
                  argv: process.argv, execArgv: process.execArgv, url: import.meta.url,
                  cwd: process.cwd(), environment: Object.entries(process.env).sort(), stdin: fs.readFileSync(0, 'utf8'),
                  umask: process.umask(), awaited: await Promise.resolve(1)
                }));
                """);

        assertSame();
    }

    @Test
    void pythonCannotTell() throws IOException {
        attempt.python(
                """
                import json, os, sys
                import __main__
                names = sorted(globals())
                umask = os.umask(0o022)
                print(json.dumps({
                    "argv": sys.argv, "orig_argv": sys.orig_argv, "executable": sys.executable,
                    "path": sys.path, "flags": str(sys.flags), "cwd": os.getcwd(),
                    "environment": sorted(os.environ.items()), "main": __main__.__dict__ is globals(),
                    "name": __name__, "file": __file__, "cached": str(__cached__),
                    "spec": str(__spec__), "package": str(__package__), "doc": str(__doc__),
                    "loader": type(__loader__).__name__, "names": names, "stdin": sys.stdin.read(),
                    "umask": umask, "descriptors": sorted(os.listdir("/proc/self/fd")),
                    "tmp": os.listdir(os.environ["TMPDIR"]),
                }))
                """);

        assertSame();
    }

    @Test
    void agentThatIsUsedNoMoreMakesWay() throws IOException {
        attempt.node("console.log('{}')");
        attempt.outputs();
        Eventually.await("one of the first waits", () -> pool.size() == 1);
        attempt.outputs();
        Eventually.await("two of the first wait", () -> pool.size() == 2);
        moments.clear();

        attempt.python("print('{}')");

        Eventually.await(
                "one of the second waited",
                () -> {
                    attempt.outputs();
                    return moments.contains(Moment.WOKEN);
                });
    }

    @Test
    void failureOfPythonIsTheSame() throws IOException {
        attempt.python("import sys\nprint('x')\nsys.stdin.read()\nraise ValueError('umask')");

        String cold = attempt.failure().message() + attempt.logText();
        Eventually.await("one waits", () -> pool.size() == 1);
        String warm = attempt.failure().message() + attempt.logText();

        assertThat(moments).contains(Moment.WOKEN);
        assertThat(warm).startsWith(attempt.failure().message());
        assertThat(warm).contains(cold.substring(cold.indexOf("Traceback")));
    }
}
