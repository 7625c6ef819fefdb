package net.swarmstack.step;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.engine.AttemptOutcome;
import net.swarmstack.model.Artifact;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Failure.Type;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.testing.Eventually;
import net.swarmstack.testing.SandboxLeaks;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

final class ArtifactsTest {

    @RegisterExtension final SandboxLeaks leaks = new SandboxLeaks();
    @TempDir Path folder;
    private AttemptFixture attempt;

    @BeforeEach
    void makeAttempt() throws IOException {
        attempt = new AttemptFixture(leaks, folder);
    }

    private List<String> names() {
        return attempt.run().leftovers().artifacts().stream().map(Artifact::name).toList();
    }

    @Test
    void filesAreKeptWithNameSizeAndDigest() throws IOException {
        attempt.shell(
                "printf 'a\\0b' >\"$SWARM_OUT/data.bin\"; : >\"$SWARM_OUT/empty\";"
                        + " mkdir -p \"$SWARM_OUT/Bilder/ü\"; echo hi >\"$SWARM_OUT/Bilder/ü/x y.txt\"");

        List<Artifact> artifacts = attempt.run().leftovers().artifacts();

        assertThat(artifacts)
                .containsExactly(
                        artifact("Bilder/ü/x y.txt", "hi\n"),
                        artifact("data.bin", "a\0b"),
                        artifact("empty", ""));
        assertThat(attempt.history.file(artifacts.get(1))).asString().isEqualTo("a\0b");
    }

    private static Artifact artifact(String name, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return new Artifact(name, bytes.length, Sha256.of(bytes));
    }

    @Test
    void outputsAndEventsAreNoArtifacts() throws IOException {
        attempt.shell("echo '{}' >\"$SWARM_OUTPUT\"; echo '{}' >\"$SWARM_EVENTS\"; touch work");

        assertThat(names()).isEmpty();
    }

    @Test
    void failedAttemptKeepsItsFiles() throws IOException {
        attempt.shell("echo why >\"$SWARM_OUT/report\"; exit 1");

        AttemptOutcome outcome = attempt.run();

        assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
        assertThat(outcome.leftovers().artifacts()).containsExactly(artifact("report", "why\n"));
    }

    @Test
    void linksAndPipesAreNeverFollowedAndNamed() throws IOException {
        attempt.shell(
                """
                cd "$SWARM_OUT"
                ln -s /etc/passwd link; ln -s / folder; ln -s missing gone; mkfifo pipe; echo x >file
                """);

        assertThat(names()).containsExactly("file");
        assertThat(attempt.logText())
                .contains(
                        "swarm: not kept of $SWARM_OUT, for only plain files with a name in UTF-8"
                                + " are: folder, gone, link, pipe");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rmdir \"$SWARM_OUT\"",
                "rmdir \"$SWARM_OUT\"; ln -s /etc \"$SWARM_OUT\"",
                "rmdir \"$SWARM_OUT\"; echo x >\"$SWARM_OUT\"",
                "mkdir \"$SWARM_OUT/empty\""
            })
    void withoutFilesThereAreNone(String script) throws IOException {
        attempt.shell(script);

        AttemptOutcome outcome = attempt.run();

        assertThat(outcome).isInstanceOf(AttemptOutcome.Succeeded.class);
        assertThat(outcome.leftovers().artifacts()).isEmpty();
    }

    @Test
    void asManyFilesAsTheLimitAreKept() throws IOException {
        attempt.shell("cd \"$SWARM_OUT\"; seq 1000 | xargs touch");

        assertThat(names()).hasSize(ArtifactCollector.MAX_ENTRIES);
    }

    @Test
    void moreFilesThanTheLimitFailTheAttempt() throws IOException {
        attempt.shell("cd \"$SWARM_OUT\"; seq 1001 | xargs touch");

        Failure failure = attempt.failure();

        assertThat(failure)
                .isEqualTo(
                        new Failure(
                                Type.OUTPUT_TOO_LARGE,
                                "$SWARM_OUT holds more than 1,000 files and folders: none is kept"));
    }

    @Test
    void moreBytesThanTheLimitFailTheAttempt() throws IOException {
        attempt.shell("truncate -s 200M \"$SWARM_OUT/a\"; truncate -s 57M \"$SWARM_OUT/b\"");

        Failure failure = attempt.failure();

        assertThat(failure.type()).isEqualTo(Type.OUTPUT_TOO_LARGE);
        assertThat(failure.message()).contains("269,484,032 bytes, more than 268,435,456");
    }

    @Test
    void tooManyFilesOfAFailedAttemptLeaveItsFailure() throws IOException {
        attempt.shell("cd \"$SWARM_OUT\"; seq 1001 | xargs touch; echo broken >&2; exit 1");

        Failure failure = attempt.failure();

        assertThat(failure).isEqualTo(new Failure(Type.ERROR, "broken"));
        assertThat(attempt.logText())
                .contains(
                        "swarm: $SWARM_OUT holds more than 1,000 files and folders: none is kept");
    }

    @Test
    void foldersWithoutEndFailNothing() throws IOException {
        attempt.shell(
                """
                cd "$SWARM_OUT"; i=0
                while test $i -lt 200; do mkdir deep && cd deep; i=$((i + 1)); done
                echo x >file
                """);

        assertThat(names()).isEmpty();
        assertThat(attempt.logText()).first().asString().contains("not kept of $SWARM_OUT");
    }

    @Test
    void fileThatTheStoreCannotTakeFailsTheAttempt() throws IOException {
        attempt.history.refuse(new SwarmException(Code.STORE_FAILED, "the disk has failed"));
        attempt.shell("echo x >\"$SWARM_OUT/file\"");

        Failure failure = attempt.failure();

        assertThat(failure).isEqualTo(new Failure(Type.SANDBOX_FAILED, "the disk has failed"));
    }

    @Test
    void filesWaitUntilThereIsRoomForThem() throws IOException {
        attempt.shell("echo kept >\"$SWARM_OUT/a.txt\"; echo '{\"text\":\"done\"}'");
        attempt.history.refuse(new SwarmException(Code.DISK_FULL, "the disk is full"));
        CompletableFuture<AttemptOutcome> running = CompletableFuture.supplyAsync(attempt::run);
        Eventually.await("it was refused", () -> attempt.history.refused() > 0);

        attempt.history.takeAgain();
        AttemptOutcome outcome = running.join();

        assertThat(outcome).isInstanceOf(AttemptOutcome.Succeeded.class);
        assertThat(outcome.leftovers().artifacts()).containsExactly(artifact("a.txt", "kept\n"));
    }

    @Test
    void attemptThatWaitsForRoomIsStopped() throws IOException {
        attempt.shell("echo kept >\"$SWARM_OUT/a.txt\"; echo '{\"text\":\"done\"}'");
        attempt.history.refuse(new SwarmException(Code.DISK_FULL, "the disk is full"));
        CompletableFuture<AttemptOutcome> running = CompletableFuture.supplyAsync(attempt::run);
        Eventually.await("it was refused", () -> attempt.history.refused() > 0);

        attempt.stop.give();

        assertThat(running.join()).isInstanceOf(AttemptOutcome.Failed.class);
    }
}
