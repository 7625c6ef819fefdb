package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.app.SwarmReader;
import net.swarmstack.catalog.Root;
import net.swarmstack.e2e.Program.Result;
import net.swarmstack.engine.RunViews;
import net.swarmstack.engine.RunViews.RunView;
import net.swarmstack.model.RunStatus;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/// What an earlier Swarm left, this one finishes. `interrupted-root.tar.gz` was made by
/// `bench/upgrade-root` with the first Swarm that could go on with runs.
class UpgradeIT {

    @TempDir private static Path folder;
    private static Program swarm;
    private static Result resumed;
    private static Result queued;
    private static Result told;

    @BeforeAll
    static void finishWhatIsThere() throws IOException, InterruptedException {
        swarm = new Program(folder);
        unpackRoot();
        swarm.out("init"); // brings the tables up to date

        queued = swarm.run("runs", "resume", runOf("queued"));
        resumed = swarm.run("runs", "resume", "--all");
        told =
                swarm.run(
                        "runs",
                        "resolve",
                        runOf("unknown"),
                        "pay",
                        "--succeeded",
                        "{\"said\":\"paid\"}");
    }

    private static void unpackRoot() throws IOException, InterruptedException {
        Process tar =
                new ProcessBuilder("tar", "-xz", "--no-same-owner", "-C", folder.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (InputStream archive =
                        Objects.requireNonNull(
                                UpgradeIT.class.getResourceAsStream("interrupted-root.tar.gz"));
                var out = tar.getOutputStream()) {
            archive.transferTo(out);
        }
        assertThat(tar.waitFor()).isZero();
    }

    @Test
    void runsOfAnEarlierSwarmAreFinished() {
        assertThat(resumed.exit()).as(resumed.err()).isZero();
        assertThat(queued.exit()).as(queued.err()).isZero();
        assertThat(told.exit()).as(told.err()).isZero();
        assertThat(told.out()).isEqualTo("{\"said\":\"after\"}\n");
        List<RunView> runs = read(views -> views.list(100));
        assertThat(runs).hasSize(6).extracting(RunView::status).containsOnly(RunStatus.SUCCEEDED);
        Result doctor = swarm.run("doctor", "--verify");
        assertThat(doctor.exit()).as(doctor.out()).isZero();
    }

    @Test
    void whatWasRecordedIsKeptAndIsNotDoneAgain() {
        assertThat(attempts("running", "first")).isEqualTo(1);
        assertThat(attempts("running", "second")).isEqualTo(2);
        assertThat(attempts("retrying", "try")).isEqualTo(3);
        assertThat(attempts("scheduled", "try")).isEqualTo(2);
        assertThat(attempts("each", "all[0]")).isEqualTo(1);
        assertThat(attempts("each", "all[1]")).isEqualTo(2);
        assertThat(attempts("unknown", "pay")).isEqualTo(1);
    }

    private static String runOf(String workflow) {
        return read(runs -> runs.list(workflow, 1).getFirst().id().value());
    }

    private static long attempts(String workflow, String step) {
        return read(runs -> runs.events(runs.list(workflow, 1).getFirst().id())).stream()
                .filter(event -> event.path("type").asString().equals("AttemptStarted"))
                .filter(event -> event.path("data").path("step").asString().equals(step))
                .count();
    }

    private static <T> T read(Function<RunViews, T> question) {
        try (SwarmReader reader = SwarmReader.open(new Root(swarm.root()))) {
            return question.apply(reader.runs());
        }
    }
}
