package net.swarmstack.sandbox;

import static net.swarmstack.model.Isolation.NAMESPACE;
import static net.swarmstack.model.Isolation.VM;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.sandbox.SandboxStats.Limit;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/// What a program can't use up from level `namespace` up, and how that is told.
abstract class LimitsContract extends SandboxFilesContract {

    private static final SandboxLimits SMALL = new SandboxLimits(64 << 20, 32, 50, 32 << 20);

    private Sandbox openSmall() throws SandboxException {
        SandboxSpec spec = spec();
        return driver().open(new SandboxSpec(spec.id(), spec.packageFolder(), List.of(), SMALL));
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void memoryHogIsStopped() throws Exception {
        var output = new CollectedOutput();

        try (Sandbox sandbox = openSmall()) {
            Exit exit =
                    end(
                            start(
                                    sandbox,
                                    output,
                                    "/usr/bin/python3",
                                    "-c",
                                    "x = []\nwhile True: x.append(bytearray(1 << 20))"));

            assertThat(exit).isNotEqualTo(new Exit.Exited(0));
            if (limitsMemory()) {
                assertThat(exit).isEqualTo(new Exit.Signaled(9));
                assertThat(sandbox.stats().exceeded()).contains(Limit.MEMORY);
            } else {
                assertThat(output.stderr()).contains("MemoryError");
            }
        }
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void forkBombStopsAtTheLimit() throws Exception {
        var output = new CollectedOutput();

        try (Sandbox sandbox = openSmall()) {
            end(
                    start(
                            sandbox,
                            output,
                            "/usr/bin/python3",
                            "-c",
                            """
                            import os, time
                            n = 0
                            try:
                                while n < 1000:
                                    if os.fork() == 0:
                                        time.sleep(1000)
                                    n += 1
                            except OSError as e:
                                print(n, e.errno)
                            """));

            boolean bounds = limitsProcesses();
            assertThat(output.stdout().isEmpty()).isNotEqualTo(bounds);
            if (bounds) {
                String[] words = output.stdout().strip().split(" ");
                assertThat(Integer.parseInt(words[0])).isLessThanOrEqualTo(32);
                assertThat(words[1]).isEqualTo("11"); // EAGAIN
            }
        }
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void fileThatIsTooLargeIsNotWritten() throws Exception {
        var output = new CollectedOutput();

        try (Sandbox sandbox = openSmall()) {
            Exit exit = end(shell(sandbox, output, "head -c 64M /dev/zero >\"$OUT\""));

            assertThat(exit).isNotEqualTo(new Exit.Exited(0));
            assertThat(sandbox.get(OUT, 1))
                    .isInstanceOfSatisfying(
                            TakenFile.TooLarge.class,
                            file -> assertThat(file.sizeBytes()).isLessThanOrEqualTo(32 << 20));
            assertThat(sandbox.stats().exceeded()).contains(Limit.DISK);
        }
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void manyFilesThatFillTheDiskAreStopped() throws Exception {
        try (Sandbox sandbox = openSmall()) {
            Exit exit =
                    end(
                            shell(
                                    sandbox,
                                    (_, _) -> true,
                                    """
                                    i=0
                                    while :; do head -c 8M /dev/zero >/tmp/$i || exit; i=$((i + 1)); done
                                    """));

            assertThat(exit).isNotEqualTo(new Exit.Exited(0));
            assertThat(sandbox.stats().exceeded()).contains(Limit.DISK);
        }
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void diskCannotBeReservedAtOnce() throws Exception {
        var output = new CollectedOutput();

        try (Sandbox sandbox = openSmall()) {
            end(shell(sandbox, output, "fallocate -l 16M \"$OUT\" 2>&1"));

            assertThat(output.stdout()).contains("not supported");
        }
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void cpuIsLimited() throws Exception {
        try (Sandbox sandbox = openSmall()) {
            long startedAt = System.nanoTime();
            end(
                    start(
                            sandbox,
                            (_, _) -> true,
                            "/usr/bin/python3",
                            "-c",
                            "import time\nend = time.time() + 1\nwhile time.time() < end: pass"));
            Duration took = Duration.ofNanos(System.nanoTime() - startedAt);

            if (limitsMemory()) { // and so it has all cgroups
                assertThat(sandbox.stats().cpu().orElseThrow())
                        .isLessThan(took.multipliedBy(3).dividedBy(4));
            }
        }
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void whatWasUsedIsTold() throws Exception {
        try (Sandbox sandbox = open()) {
            end(
                    start(
                            sandbox,
                            (_, _) -> true,
                            "/usr/bin/python3",
                            "-c",
                            "x = bytearray(32 << 20)\nfor i in range(1000000): pass"));

            SandboxStats stats = sandbox.stats();
            if (limitsMemory()) {
                assertThat(stats.memoryPeakBytes().orElseThrow()).isBetween(32L << 20, 256L << 20);
                assertThat(stats.cpu().orElseThrow())
                        .isBetween(Duration.ofMillis(5), Duration.ofSeconds(20));
            }
            assertThat(stats.exceeded()).isEmpty();
        }
    }

    /// Whether the driver has what it needs here to bound memory.
    protected abstract boolean limitsMemory();

    protected abstract boolean limitsProcesses();
}
