package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;
import net.swarmstack.e2e.Program.Running;
import net.swarmstack.model.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What `runs logs --follow` prints of a run that another process executes.
final class FollowLogsIT {

    @TempDir private Path folder;
    private Program swarm;
    private Path go;
    private Running run;
    private String id;

    @BeforeEach
    void startARunThatWaits() throws Exception {
        swarm = new Program(folder).trusting();
        go = folder.resolve("go");
        swarm.registerAgent(
                "gate",
                "echo before >&2; while [ ! -e '"
                        + go
                        + "' ]; do sleep 0.05; done; echo after >&2; echo '{}'");
        swarm.registerWorkflow(
                "flow", "steps: [{id: first, agent: gate}, {id: second, agent: gate}]\n");
        run = swarm.start(new byte[0], "run", "flow");
        Started.await("a run", () -> run.err().contains("started"));
        id = swarm.out("runs", "list", "-o", "name").strip();
    }

    @AfterEach
    void endRuns() {
        swarm.endRuns();
        run.await();
    }

    @Test
    void linesAreThereWhenTheyAreLoggedAndTheEndOfTheRunIsTheEnd() throws Exception {
        Running follower = swarm.start(new byte[0], "runs", "logs", id, "--follow");
        Started.await("the first line", () -> follower.out().contains("before"));
        assertThat(follower.process().isAlive()).isTrue();

        Files.createFile(go);
        Result result = follower.await();

        assertThat(result.exit()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines().map(line -> line.replaceAll("^\\S+ +", "")))
                .containsExactly(
                        "first.1  stderr  before",
                        "first.1  stderr  after",
                        "second.1  stderr  before",
                        "second.1  stderr  after");
    }

    @Test
    void followedDocumentIsAnObjectALine() throws Exception {
        Running follower =
                swarm.start(new byte[0], "runs", "logs", id, "first", "--follow", "-o", "json");

        Files.createFile(go);
        Result result = follower.await();

        List<String> messages =
                result.out().lines().map(l -> Json.parse(l).path("msg").asString()).toList();
        assertThat(messages).containsExactly("before", "after");
    }

    @Test
    void interruptEndsTheFollowingAndNotTheRun() throws Exception {
        Running follower = swarm.start(new byte[0], "runs", "logs", id, "--follow");
        Started.await("the first line", () -> follower.out().contains("before"));

        new ProcessBuilder("kill", "-INT", Long.toString(follower.process().pid()))
                .start()
                .waitFor();

        assertThat(follower.await().exit()).isEqualTo(130);
        assertThat(run.process().isAlive()).isTrue();
    }

    @Test
    void runWhoseProcessWasKilledIsNotWaitedFor() throws Exception {
        Running follower = swarm.start(new byte[0], "runs", "logs", id, "--follow");
        Started.await("the first line", () -> follower.out().contains("before"));

        run.process().destroyForcibly();
        Result result = follower.await();

        assertThat(result.exit()).isZero();
        assertThat(result.err()).startsWith("the run's process is gone: swarm runs resume ");
    }

    @Test
    void runThatHasEndedIsPrintedAtOnce() throws Exception {
        Files.createFile(go);
        run.await();

        Result result = swarm.run("runs", "logs", id, "--follow");

        assertThat(result.out().lines()).hasSize(4);
    }
}
