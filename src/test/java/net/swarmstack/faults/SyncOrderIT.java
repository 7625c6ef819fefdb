package net.swarmstack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program;
import net.swarmstack.e2e.Program.Running;
import net.swarmstack.faults.Trace.Moment;
import net.swarmstack.testing.Eventually;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Between the write of a row and its acknowledgement the disk is told to keep it, as the system
/// calls of the program show.
class SyncOrderIT {

    private static final String FLOW =
            """
            steps:
              - {id: first, agent: actor, inputs: {acts: ok}}
              - {id: second, agent: actor, needs: [first], inputs: {acts: much}}
            """;

    private static final String CALLS = "pwrite64,fsync,fdatasync,write,writev,sendto,sendmsg";

    @TempDir private static Path folder;
    private static FaultRoot template;
    private FaultRoot root;
    private Program program;

    @BeforeAll
    static void makeTemplate() {
        template =
                FaultRoot.makeFor(
                        folder.resolve("template"),
                        Map.of(
                                "flow",
                                FLOW,
                                "sleepy",
                                "steps: [{id: only, agent: actor, inputs: {acts: sleep}}]\n"));
    }

    @BeforeEach
    void makeRoot() {
        root = template.copy(folder.resolve("copy-" + System.nanoTime()));
        program = new Program(root.folder());
    }

    @Test
    void lineOnStandardErrorFollowsTheSyncOfItsRows() throws Exception {
        long begin = System.nanoTime();
        Trace trace = trace("flow", running -> {});

        int told = 0;
        boolean isDirty = false;
        for (Moment moment : trace.moments()) {
            if (moment.writesLog()) {
                isDirty = true;
            } else if (moment.hasSyncedLog()) {
                isDirty = false;
            } else if (isLine(moment)) {
                assertThat(isDirty).as(moment.text()).isFalse();
                told++;
            }
        }
        assertThat(told).isEqualTo(6); // the run, both steps twice, the end
        FaultTable.add(
                "none: order of system calls, lines on stderr",
                told,
                "each after the sync of the WAL",
                Duration.ofNanos(System.nanoTime() - begin));
    }

    @Test
    void answerOnTheSocketFollowsTheSyncOfItsRows() throws Exception {
        long begin = System.nanoTime();
        Trace trace =
                trace(
                        "sleepy",
                        running -> {
                            Eventually.await(
                                    "the agent executes", () -> root.executions().size() == 1);
                            program.out("runs", "cancel", root.runs().getFirst().id().value());
                        });

        int written =
                trace.find(
                        0,
                        moment -> moment.writesLog() && moment.text().contains("CancelRequested"));
        int synced = trace.find(written, Moment::hasSyncedLog);
        int answered = trace.find(0, SyncOrderIT::isAnswer);
        assertThat(written).isPositive();
        assertThat(List.of(written, synced, answered)).isSorted();
        FaultTable.add(
                "none: order of system calls, answer on the socket",
                1,
                "after the sync of the WAL",
                Duration.ofNanos(System.nanoTime() - begin));
    }

    private static boolean isLine(Moment moment) {
        return moment.begins()
                && moment.text().startsWith("write(2<")
                && moment.text().matches("write\\(2<[^>]*>, \" +[0-9]+\\.[0-9]{3}  .*");
    }

    private static boolean isAnswer(Moment moment) {
        return moment.begins()
                && moment.text().contains("<socket:")
                && moment.text().contains("\\\"ok\\\":true");
    }

    private interface Meanwhile {
        void act(Running running) throws Exception;
    }

    /// Watches the program from its first write of the registry to its end.
    private Trace trace(String flow, Meanwhile meanwhile) throws Exception {
        Running running;
        Strace strace;
        try (var _ = ForeignLock.on(root.root().database())) {
            running = program.start(new byte[0], "run", flow);
            Strace.awaitWriter(running.process().pid());
            strace = Strace.onAll(folder, running.process().pid(), CALLS);
        }
        meanwhile.act(running);
        running.await();
        strace.await();
        return Trace.of(strace.lines());
    }
}
