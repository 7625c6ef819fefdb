package net.swarmstack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program;
import net.swarmstack.e2e.Program.Result;
import net.swarmstack.e2e.Program.Running;
import net.swarmstack.engine.RunViews.RunView;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.testing.Eventually;
import net.swarmstack.testing.SandboxTraces;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// An agent lives longer than the process that executes its run, or than that process's right to
/// it.
class OutlivingSandboxIT {

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
                                "forking",
                                "steps: [{id: only, agent: actor, inputs: {acts: orphan ok}}]\n",
                                "gated",
                                "steps: [{id: only, agent: actor, inputs: {acts: gate}}]\n",
                                "other",
                                "steps: [{id: only, agent: actor, inputs: {acts: ok}}]\n"));
    }

    @BeforeEach
    void makeRoot() {
        root = template.copy(folder.resolve("copy-" + System.nanoTime()));
        program = new Program(root.folder());
    }

    @AfterEach
    void endAgents() {
        root.open();
        root.recover();
    }

    @Test
    void anyProcessThatExecutesEndsWhatADeadOneLeft() throws Exception {
        long begin = System.nanoTime();
        Running run = program.start(new byte[0], "run", "forking");
        Path orphan = root.folder().resolve("orphan");
        Eventually.await("the agent has forked", () -> Files.exists(orphan));
        run.process().destroyForcibly().waitFor();
        Path sandboxes = root.root().sandboxes();
        String forked = Files.readString(orphan).strip() + ": ";
        assertThat(SandboxTraces.processesBelow(sandboxes))
                .hasSize(2)
                .anyMatch(process -> process.startsWith(forked));

        Result other = program.run("run", "other");

        assertThat(other.exit()).as(other.err()).isZero();
        assertThat(other.err()).contains("1 interrupted run: swarm runs resume ");
        assertThat(SandboxTraces.processesBelow(sandboxes)).isEmpty();
        assertThat(sandboxes).isEmptyDirectory();
        assertThat(root.runs())
                .extracting(RunView::status)
                .containsExactly(RunStatus.SUCCEEDED, RunStatus.RUNNING);
        root.recover();
        var oracle = new Oracle(root);
        oracle.assertSucceeded("{\"said\":\"only\"}");
        oracle.assertWhole();
        oracle.assertNothingIsLeft();
        FaultTable.add(
                "kill -9 while an agent sleeps that has double-forked",
                1,
                "swept by the next swarm run, of another workflow",
                Duration.ofNanos(System.nanoTime() - begin));
    }

    /// Its lock is taken from it, so that another process thinks it dead, and goes on with its run.
    @Test
    void lateResultOfAnOwnerThatLostItsRunIsRefused() throws Exception {
        long begin = System.nanoTime();
        Running first = program.start(new byte[0], "run", "gated");
        Eventually.await("the agent executes", () -> root.executions().size() == 1);
        RunId run = root.runs().getFirst().id();
        Files.delete(lockOf(root));

        Running second = program.start(new byte[0], "runs", "resume", run.value());
        Eventually.await(
                "it executes again", () -> root.executions().equals(List.of("only 1", "only 2")));
        root.open();
        Result late = first.await();
        Result counted = second.await();

        assertThat(counted.exit()).as(counted.err()).isZero();
        assertThat(late.exit()).as(late.err()).isEqualTo(75);
        assertThat(late.out()).isEmpty();
        assertThat(new Oracle(root).progress(run).succeeded()).containsExactly("only");
        new Oracle(root).assertWhole();
        FaultTable.add(
                "an owner lost its run, and a late result came",
                1,
                "refused (exit 75), outputs recorded once",
                Duration.ofNanos(System.nanoTime() - begin));
    }

    private static Path lockOf(FaultRoot root) throws IOException {
        try (var files = Files.newDirectoryStream(root.root().owners(), "*.lock")) {
            return files.iterator().next();
        }
    }
}
