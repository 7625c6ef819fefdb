package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;
import net.swarmstack.e2e.Program.Running;
import net.swarmstack.model.Json;
import net.swarmstack.testing.Eventually;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What Ctrl-C, SIGTERM and SIGKILL leave behind.
class InterruptCommandIT {

    @TempDir private Path folder;
    private Program swarm;
    private Path pidFile;
    private Path childPidFile;

    @BeforeEach
    void registerSleeper() {
        swarm = new Program(folder).trusting();
        pidFile = folder.resolve("sleeper.pid");
        childPidFile = folder.resolve("child.pid");
        swarm.registerAgent(
                "sleeper",
                "echo $$ >'"
                        + pidFile
                        + ".new'; mv '"
                        + pidFile
                        + ".new' '"
                        + pidFile
                        + "'; exec sleep 600");
        swarm.registerWorkflow(
                "sleepy", "steps: [{id: asleep, agent: sleeper}, {id: later, agent: sleeper}]\n");
    }

    @AfterEach
    void endAgents() throws IOException {
        for (Path file : List.of(pidFile, childPidFile)) {
            if (Files.exists(file)) {
                process(file).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void firstSignalCancelsTheRun(String signal) throws IOException {
        Running run = startAndWaitForTheAgent();

        signal(run, signal);
        Result result = run.await();

        assertThat(result.exit()).as(result.err()).isEqualTo(130);
        assertThat(result.out()).isEmpty();
        assertThat(process(pidFile)).isEmpty();
        JsonNode shown = onlyRun();
        assertThat(shown.path("status").asString()).isEqualTo("cancelled");
        assertThat(shown.path("steps").valueStream().map(step -> step.path("status").asString()))
                .containsOnly("cancelled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void secondSignalKillsAnAgentThatIgnoresSignals(String signal) throws IOException {
        swarm.registerAgent(
                "stubborn",
                """
                trap '' TERM INT HUP
                (setsid sh -c 'echo $$ >"%1$s"; exec sleep 600' &)
                until test -s '%1$s'; do sleep 0.01; done
                echo $$ >'%2$s.new'; mv '%2$s.new' '%2$s'; exec sleep 600
                """
                        .formatted(childPidFile, pidFile));
        swarm.registerWorkflow("stubborn-flow", "steps: [{id: only, agent: stubborn}]\n");
        Running run = swarm.start(new byte[0], "run", "stubborn-flow");
        Eventually.await("the agent runs", () -> Files.exists(pidFile));

        signal(run, signal);
        Eventually.await("the run is being cancelled", () -> run.err().contains("cancelling"));
        signal(run, signal);
        Result result = run.await();

        assertThat(result.exit()).as(result.err()).isEqualTo(130);
        assertThat(List.of(state(pidFile), state(childPidFile))).containsOnly("gone");
    }

    @Test
    void killedRunStaysRunningAndSaysThatItsProcessIsGone() throws IOException {
        Running run = startAndWaitForTheAgent();

        run.process().destroyForcibly();
        run.await();

        assertThat(onlyRun().path("status").asString()).isEqualTo("running");
        assertThat(onlyRun().path("owner_alive").asBoolean()).isFalse();
        String id = swarm.out("runs", "list", "-o", "name").strip();
        assertThat(swarm.out("runs", "show", id)).contains("running (its process is gone)");
        assertThat(swarm.out("runs", "list")).contains("running (its process is gone)");
        swarm.run("runs", "cancel", id); // ends what it left
    }

    private Running startAndWaitForTheAgent() {
        Running run = swarm.start(new byte[0], "run", "sleepy");
        Eventually.await("the agent runs", () -> Files.exists(pidFile));
        return run;
    }

    private static void signal(Running run, String name) throws IOException {
        new ProcessBuilder("kill", "-" + name, Long.toString(run.process().pid())).start();
    }

    private static Optional<ProcessHandle> process(Path pidFile) throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
                .filter(ProcessHandle::isAlive);
    }

    /// What became of a process; a zombie, which waits for its parent, is gone.
    private static String state(Path pidFile) throws IOException {
        Path process = Path.of("/proc", Files.readString(pidFile).strip());
        try {
            String stat = Files.readString(process.resolve("stat"));
            return stat.contains(") Z ") ? "gone" : stat;
        } catch (IOException e) {
            return "gone";
        }
    }

    private JsonNode onlyRun() {
        String id = swarm.out("runs", "list", "-o", "name").strip();
        return Json.parse(swarm.out("runs", "show", id, "-o", "json"));
    }
}
