package net.swarmstack.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.catalog.GarbageCollection.Kind;
import net.swarmstack.catalog.GarbageCollection.Removed;
import net.swarmstack.catalog.GarbageStore.Amount;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.registry.ChildOwner;
import net.swarmstack.testing.ChildJvm;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;

@Timeout(120)
final class GarbageCollectionTest {

    private static final FileTime OLD = GarbageRoot.OLD;
    private static final FileTime YOUNG = GarbageRoot.YOUNG;

    @TempDir Path folder;
    private GarbageRoot test;
    private Root root;

    @BeforeEach
    void makeRoot() {
        test = new GarbageRoot(folder);
        root = test.root();
    }

    @Test
    void wholeRootHasNoGarbage() throws IOException {
        for (Path home : test.packages()) {
            Files.setLastModifiedTime(home, OLD);
        }

        assertThat(test.collect()).extracting(Removed::amount).containsOnly(Amount.NONE);
        assertThat(test.test().init()).isEqualTo(InitReport.NOTHING);
    }

    @Test
    void logsOfARunThatIsGoneGo() throws IOException {
        test.endedRun(1);
        Path kept = logs(RunScript.run(1).value(), OLD);
        Path gone = logs(RunScript.run(2).value(), OLD);
        Path young = logs(RunScript.run(3).value(), YOUNG);
        Path mine = logs("mine", OLD);

        assertThat(test.removed(Kind.LOGS)).isEqualTo(new Amount(1, 5));

        assertThat(gone).doesNotExist();
        assertThat(List.of(kept, young, mine)).allMatch(Files::exists);
    }

    @Test
    void whatWasBegunAndNotFinishedGoes() throws IOException {
        Path home = test.packages().getFirst();
        List<Path> garbage =
                List.of(
                        root.registry().resolve(".new-1"),
                        root.registry().resolve(".bundled-2"),
                        root.agents().resolve(".new-3"),
                        root.workflows().resolve(".new-4"),
                        root.packages().resolve(".new-5"),
                        home.resolve(".new-6"),
                        root.agents().resolve("echo/.new-7"));
        List<Path> others =
                List.of(
                        root.registry().resolve(".new-x"),
                        root.agents().resolve("mine/.new-1"),
                        root.agents().resolve("new-1"));
        for (Path path : Stream.concat(garbage.stream(), others.stream()).toList()) {
            Files.createDirectories(path);
            Files.writeString(path.resolve("file"), "12345");
            Files.setLastModifiedTime(path, OLD);
        }
        Path young = Files.createFile(root.registry().resolve(".new-9"));
        Files.setLastModifiedTime(young, YOUNG);

        assertThat(test.removed(Kind.UNFINISHED)).isEqualTo(new Amount(7, 35));

        assertThat(garbage).noneMatch(Files::exists);
        assertThat(others).allMatch(Files::exists);
        assertThat(young).exists();
    }

    @Test
    void whatALivingProcessHasInHandStaysHoweverOldItIs() throws Exception {
        test.sql(
                "INSERT INTO workflows (id, name, version, path, steps) VALUES ('"
                        + RunScript.WORKFLOW_ID
                        + "', 'flow', '1.0.0', '', '[]')");
        Path inHand = value("in hand", FileTime.from(RunScript.START.minusSeconds(1)));
        try (var child = ChildJvm.start(ChildOwner.class, root.registry())) {
            assertThat(child.readLine()).isEqualTo("owns"); // a run that began at START
            Path older = value("older", FileTime.from(RunScript.START.minusSeconds(3_601)));

            assertThat(test.removed(Kind.BLOBS).count()).isEqualTo(1);
            assertThat(older).doesNotExist();
            assertThat(inHand).exists();

            child.kill();
        }
        assertThat(test.removed(Kind.BLOBS).count()).isEqualTo(1);
        assertThat(inHand).doesNotExist();
    }

    @Test
    void dryRunFindsTheSameAndRemovesNothing() throws IOException {
        Path blob = value("garbage", OLD);
        Path logs = logs(RunScript.run(2).value(), OLD);
        Path home = Files.createDirectories(root.packages().resolve("ab".repeat(32)));
        Files.setLastModifiedTime(home, OLD);

        List<Removed> found = test.collect(true);

        assertThat(List.of(blob, logs, home)).allMatch(Files::exists);
        assertThat(found).isEqualTo(test.collect());
        assertThat(found)
                .filteredOn(kind -> kind.amount().count() > 0)
                .extracting(Removed::kind)
                .containsExactly(Kind.BLOBS, Kind.PACKAGES, Kind.LOGS);
        assertThat(List.of(blob, logs, home)).noneMatch(Files::exists);
    }

    @Test
    void whereAHistoryIsDamagedNothingIsRemoved() throws Exception {
        test.endedRun(1);
        Path blob = value("garbage", OLD);
        test.sql("UPDATE run_events SET data = '{}' WHERE seq = 1");

        assertThatThrownBy(test::collect)
                .hasMessageContaining("Restore the registry from a backup")
                .extracting("code")
                .isEqualTo(Code.MISCONFIGURED);
        assertThat(blob).exists();
    }

    private Path value(String content, FileTime at) throws IOException {
        String hex = Sha256.of(content.getBytes(StandardCharsets.UTF_8)).hex();
        Path file =
                root.blobs().resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4)).resolve(hex);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return Files.setLastModifiedTime(file, at);
    }

    private Path logs(String run, FileTime at) throws IOException {
        Path logs = Files.createDirectories(root.logs().resolve(run));
        Files.writeString(logs.resolve("a.1.jsonl"), "12345");
        return Files.setLastModifiedTime(logs, at);
    }
}
