package net.swarmstack.sandbox;

import static net.swarmstack.model.Isolation.NAMESPACE;
import static net.swarmstack.model.Isolation.PROCESS;
import static net.swarmstack.model.Isolation.VM;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import net.swarmstack.sandbox.OutputListener.Stream;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What every driver must do.
public abstract class SandboxDriverContract extends IsolationContract {

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void probeFindsTheLevel() {
        Probe probe = driver().probe();

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
    void environmentIsWhatWasGiven() throws Exception {
        var output = new CollectedOutput();

        try (Sandbox sandbox = open()) {
            end(start(sandbox, output, "/usr/bin/env"));

            // A sandbox may name the folder that it starts in.
            String folder = "PWD=" + sandbox.path(SandboxPath.of("work"));
            assertThat(output.stdout().lines().filter(line -> !line.equals(folder)))
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
        assertThat(driver().find("no-such-program")).isEmpty();
        try (Sandbox sandbox = open()) {
            String shell = driver().find("sh").orElseThrow().path();

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

        driver().closeAll();

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

        try (Sandbox first = driver().open(spec);
                Sandbox second = driver().open(spec)) {
            assertThat(second).isSameAs(first);
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void openSandboxIsNoOrphan() throws Exception {
        try (Sandbox sandbox = open()) {
            assertThat(driver().orphans()).isEmpty();
            driver().reap(new SandboxDriver.Orphan(sandbox.id()));

            assertThat(end(shell(sandbox, (_, _) -> true, "exit 0"))).isEqualTo(new Exit.Exited(0));
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void argumentsAndVariablesArriveAsTheyAre() throws Exception {
        String hostile = "a b\t'\"\\ $HOME `id` $(id) * ; & -n\nsecond line";
        var output = new CollectedOutput();

        try (Sandbox sandbox = open()) {
            sandbox.put(IN, new byte[0]);
            var spec =
                    new ExecSpec(
                            List.of(
                                    "/bin/sh",
                                    "-c",
                                    "printf '%s|' \"$#\" \"$@\" \"$VALUE\"",
                                    "name",
                                    "",
                                    hostile,
                                    "--"),
                            Map.of("VALUE", hostile),
                            SandboxPath.of("work"),
                            IN);
            end(sandbox.exec(spec, output));

            assertThat(output.stdout()).isEqualTo("3||" + hostile + "|--|" + hostile + "|");
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void highestStatusIsTheProgramsOwn() throws Exception {
        assertThat(runToEnd("exit 255")).isEqualTo(new Exit.Exited(255));
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void nothingHappensToAProgramThatHasEnded() throws Exception {
        try (Sandbox sandbox = open()) {
            Execution execution = shell(sandbox, (_, _) -> true, "printf abc >\"$OUT\"; exit 3");
            end(execution);

            execution.terminate();
            sandbox.kill();

            assertThat(end(execution)).isEqualTo(new Exit.Exited(3));
            assertThat(sandbox.get(OUT, 3)).isInstanceOf(TakenFile.Content.class);
        }
    }
}
