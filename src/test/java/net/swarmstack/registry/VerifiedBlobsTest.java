package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Artifact;
import net.swarmstack.model.AttemptRemains;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunId;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What the verification finds in large values, each by what breaks it and nothing else.
final class VerifiedBlobsTest {

    @TempDir Path folder;
    private RegistryWithRuns test;

    @BeforeEach
    void open() {
        test = RegistryWithRuns.in(folder);
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void missingLargeValueIsFound() throws Exception {
        RunId run = RunScript.run(3);
        Payload large = test.history().keep(RunScript.large());
        test.append(new DecidedHistory(run, DecidedHistory.TWO_STEPS).accepted(large));

        Files.delete(test.file(large));

        assertThat(test.findings())
                .containsExactly(
                        "blobs: run %s, event 1: %s: it is missing"
                                .formatted(run, test.file(large)));
    }

    @Test
    void changedLargeValueIsFound() throws Exception {
        RunId run = RunScript.run(3);
        Payload large = test.history().keep(RunScript.large());
        test.append(new DecidedHistory(run, DecidedHistory.TWO_STEPS).accepted(large));

        Files.writeString(test.file(large), "x");

        assertThat(test.findings())
                .containsExactly(
                        "blobs: run %s, event 1: %s: its content has another digest than its name says"
                                .formatted(run, test.file(large)));
    }

    @Test
    void largeValueOfAnotherSizeIsFound() {
        RunId run = RunScript.run(3);
        var large = (Payload.Stored) test.history().keep(RunScript.large());
        test.append(
                new DecidedHistory(run, DecidedHistory.TWO_STEPS)
                        .accepted(new Payload.Stored(large.sha256(), 5, large.preview())));

        assertThat(test.findings())
                .containsExactly(
                        "blobs: run %s, event 1: %s: it has not 5 bytes"
                                .formatted(run, test.file(large)));
    }

    /// Of an attempt that failed: no row refers to them.
    @Test
    void missingArtifactAndCheckpointAreFound() throws Exception {
        RunId run = RunScript.run(3);
        var content = new ByteArrayInputStream("data".getBytes(StandardCharsets.UTF_8));
        Artifact artifact = test.history().keepFile("report.txt", content);
        Payload checkpoint = test.history().keep(RunScript.large());
        var remains =
                new AttemptRemains(
                        Optional.of(new Payload.Inline(Artifact.list(List.of(artifact)))),
                        Optional.of(checkpoint));
        test.append(DecidedHistory.open(run).failed("a", 1, remains));

        Path kept = test.blobs().resolve(BlobStore.name(artifact.sha256()));
        Files.delete(kept);
        Files.delete(test.file(checkpoint));

        assertThat(test.findings())
                .containsExactly(
                        "blobs: 2 found, the first: run %s, event 4: %s: it is missing"
                                .formatted(run, test.file(checkpoint)));
        Files.createDirectories(test.file(checkpoint).getParent());
        test.history().keep(RunScript.large());
        assertThat(test.findings())
                .containsExactly(
                        "blobs: run %s, event 4, artifact report.txt: %s: it is missing"
                                .formatted(run, kept));
    }

    @Test
    void missingListOfArtifactsIsFoundOnce() throws Exception {
        RunId run = RunScript.run(3);
        Payload list = test.history().keep(Artifact.list(manyArtifacts()));
        test.append(
                DecidedHistory.open(run)
                        .failed("a", 1, new AttemptRemains(Optional.of(list), Optional.empty())));

        Files.delete(test.file(list));

        assertThat(test.findings())
                .containsExactly(
                        "blobs: run %s, event 4: %s: it is missing"
                                .formatted(run, test.file(list)));
    }

    private List<Artifact> manyArtifacts() {
        Artifact one = test.history().keepFile("x", new ByteArrayInputStream(new byte[] {1}));
        return IntStream.range(0, 400)
                .mapToObj(n -> "a file with a long name, number " + n)
                .map(name -> new Artifact(name, one.sizeBytes(), one.sha256()))
                .toList();
    }
}
