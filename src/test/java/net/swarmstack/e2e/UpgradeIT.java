package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;
import net.swarmstack.model.Json;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What an earlier Swarm left, this one finishes. `interrupted-root.tar.gz` was made by
/// `bench/upgrade-root` with the first Swarm that could go on with runs.
class UpgradeIT {

    @TempDir private Path folder;
    private Program swarm;

    @BeforeEach
    void unpackRoot() throws IOException, InterruptedException {
        swarm = new Program(folder);
        var tar =
                new ProcessBuilder("tar", "-xz", "--no-same-owner", "-C", folder.toString())
                        .inheritIO()
                        .redirectInput(ProcessBuilder.Redirect.PIPE)
                        .start();
        try (InputStream archive =
                        Objects.requireNonNull(
                                getClass().getResourceAsStream("interrupted-root.tar.gz"));
                var out = tar.getOutputStream()) {
            archive.transferTo(out);
        }
        assertThat(tar.waitFor()).isZero();
    }

    @Test
    void runsOfAnEarlierSwarmAreFinished() {
        swarm.out("init");
        Map<String, String> ids = runsByWorkflow();

        Result resumed = swarm.run("runs", "resume", "--all");
        Result queued = swarm.run("runs", "resume", ids.get("queued"));
        Result told =
                swarm.run(
                        "runs",
                        "resolve",
                        ids.get("unknown"),
                        "pay",
                        "--succeeded",
                        "{\"said\":\"paid\"}");

        assertThat(resumed.exit()).as(resumed.err()).isZero();
        assertThat(queued.exit()).as(queued.err()).isZero();
        assertThat(told.exit()).as(told.err()).isZero();
        assertThat(told.out()).isEqualTo("{\"said\":\"after\"}\n");
        assertThat(runs().stream().map(run -> run.path("status").asString()))
                .hasSize(6)
                .containsOnly("succeeded");
        assertThat(swarm.run("doctor", "--verify").exit()).isZero();
    }

    @Test
    void whatWasRecordedIsKeptAndIsNotDoneAgain() {
        swarm.out("init");
        Map<String, String> ids = runsByWorkflow();

        Result resumed = swarm.run("runs", "resume", "--all");

        assertThat(resumed.exit()).as(resumed.err()).isZero();
        assertThat(attempts(ids.get("running"), "first")).isEqualTo(1);
        assertThat(attempts(ids.get("running"), "second")).isEqualTo(2);
        assertThat(attempts(ids.get("retrying"), "try")).isEqualTo(3);
        assertThat(attempts(ids.get("scheduled"), "try")).isEqualTo(2);
        assertThat(attempts(ids.get("each"), "all[0]")).isEqualTo(1);
        assertThat(attempts(ids.get("each"), "all[1]")).isEqualTo(2);
    }

    private List<JsonNode> runs() {
        return Json.parse(swarm.out("runs", "list", "-o", "json")).valueStream().toList();
    }

    private Map<String, String> runsByWorkflow() {
        var ids = new HashMap<String, String>();
        for (JsonNode run : runs()) {
            String id = run.path("id").asString();
            ids.put(show(id).path("workflow").asString(), id);
        }
        return ids;
    }

    private JsonNode show(String run) {
        return Json.parse(swarm.out("runs", "show", run, "-o", "json"));
    }

    private long attempts(String run, String step) {
        return Json.parse(swarm.out("runs", "show", run, "--events", "-o", "json"))
                .valueStream()
                .filter(event -> event.path("type").asString().equals("AttemptStarted"))
                .filter(event -> event.path("data").path("step").asString().equals(step))
                .count();
    }
}
