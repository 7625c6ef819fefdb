package net.swarmstack.sandbox;

import static net.swarmstack.model.Isolation.NAMESPACE;
import static net.swarmstack.model.Isolation.PROCESS;
import static net.swarmstack.model.Isolation.VM;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import net.swarmstack.testing.Eventually;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;

/// What no driver lets a program do, however it behaves.
abstract class HostileProgramContract extends SandboxFixture {

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
    void stdinThatNobodyReadsBlocksNothing() throws Exception {
        try (Sandbox sandbox = open()) {
            sandbox.put(IN, new byte[Sandbox.MAX_PUT_BYTES]);

            Exit exit = end(sandbox.exec(exec(sandbox, "/bin/true"), (_, _) -> true));

            assertThat(exit).isEqualTo(new Exit.Exited(0));
        }
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

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void forkBombIsKilledWhileItGrows() throws Exception {
        var output = new CollectedOutput();

        try (Sandbox sandbox = open()) {
            Execution execution =
                    shell(
                            sandbox,
                            output,
                            """
                            trap '' TERM
                            grow() {
                                test "$1" -gt 0 && { grow $(($1 - 1)) & grow $(($1 - 1)) & }
                                test "$1" -eq 4 && echo ready
                                sleep 1000; :
                            }
                            grow 7
                            """);
            awaitReady(output);
            sandbox.kill();

            assertThat(end(execution)).isEqualTo(new Exit.Signaled(9));
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void forkBombIsKilledAtTheEnd() throws Exception {
        Exit exit =
                runToEnd(
                        """
                        grow() {
                            test "$1" -gt 0 && { grow $(($1 - 1)) & grow $(($1 - 1)) & }
                            sleep 1000; :
                        }
                        grow 6 &
                        sleep 0.02; exit 6
                        """);

        assertThat(exit).isEqualTo(new Exit.Exited(6));
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void chainOfForksIsKilledAtTheEnd() throws Exception {
        Exit exit =
                runToEnd(
                        """
                        flee() { test "$1" -gt 0 && flee $(($1 - 1)) & }
                        flee 20000
                        sleep 0.05; exit 6
                        """);

        assertThat(exit).isEqualTo(new Exit.Exited(6));
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void stoppedProcessesAreKilled() throws Exception {
        var output = new CollectedOutput();

        try (Sandbox sandbox = open()) {
            Execution execution =
                    shell(
                            sandbox,
                            output,
                            doubleFork("kill -STOP $$")
                                    + """
                                    (until grep -q 'State:.T' /proc/$$/status; do sleep 0.01; done
                                    echo ready) &
                                    kill -STOP $$
                                    """);
            awaitReady(output);
            sandbox.kill();

            assertThat(end(execution)).isEqualTo(new Exit.Signaled(9));
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void floodOnBothStreamsIsTaken() throws Exception {
        var bytes = new AtomicLong();
        OutputListener counter = (_, chunk) -> bytes.addAndGet(chunk.remaining()) > 0;

        try (Sandbox sandbox = open()) {
            Exit exit =
                    end(
                            shell(
                                    sandbox,
                                    counter,
                                    "head -c 8388608 /dev/zero & head -c 8388608 /dev/zero >&2; wait"));

            assertThat(exit).isEqualTo(new Exit.Exited(0));
            assertThat(bytes).hasValue(2 << 23);
        }
    }
}
