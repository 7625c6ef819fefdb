package net.swarmstack.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.catalog.GarbageCollection.Kind;
import net.swarmstack.catalog.GarbageCollection.Removed;
import net.swarmstack.catalog.GarbageStore.Amount;
import net.swarmstack.catalog.Registration.OnConflict;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.packages.PackageStore;
import net.swarmstack.registry.ChildOwner;
import net.swarmstack.registry.Registry;
import net.swarmstack.registry.TestRegistry;
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
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

@Timeout(120)
final class GarbageCollectionTest {

    private static final Instant NOW = RunScript.START.plus(Duration.ofHours(10));
    private static final FileTime OLD = FileTime.from(NOW.minus(Duration.ofMinutes(61)));
    private static final FileTime YOUNG = FileTime.from(NOW.minus(Duration.ofMinutes(59)));

    @TempDir Path folder;
    private TestRoot test;
    private Root root;

    @BeforeEach
    void makeRoot() {
        test = new TestRoot(folder);
        root = test.root();
        test.init();
    }

    @Test
    void wholeRootHasNoGarbage() throws IOException {
        for (Path home : packages()) {
            Files.setLastModifiedTime(home, OLD);
        }

        assertThat(collect()).extracting(Removed::amount).containsOnly(Amount.NONE);
        assertThat(test.init()).isEqualTo(InitReport.NOTHING);
    }

    @Test
    void packageThatNothingRefersToGoes() throws Exception {
        Path bundled = packages().getFirst();
        Files.setLastModifiedTime(bundled, OLD);
        Path garbage = registered("mine", "one");
        Files.setLastModifiedTime(garbage, OLD);
        sql("DELETE FROM agents WHERE name = 'mine'");

        assertThat(removed(Kind.PACKAGES).count()).isEqualTo(1);

        assertThat(packages()).containsExactly(bundled);
        assertThat(root.packages()).isDirectoryNotContaining("glob:**/.new-*");
    }

    @Test
    void packageOfAnAgentStays() throws Exception {
        Path home = registered("mine", "one");
        Files.setLastModifiedTime(home, OLD);

        assertThat(removed(Kind.PACKAGES)).isEqualTo(Amount.NONE);
        assertThat(home.resolve("files/main.js")).hasContent("one");
    }

    @Test
    void youngPackageStaysThoughNoAgentHasItYet() throws Exception {
        Path home = registered("mine", "one");
        Files.setLastModifiedTime(home, YOUNG);
        sql("DELETE FROM agents WHERE name = 'mine'");

        assertThat(removed(Kind.PACKAGES)).isEqualTo(Amount.NONE);
        assertThat(home).exists();
    }

    @Test
    void packageThatARunPinnedStaysThoughItsAgentWasDeleted() throws Exception {
        Path home = registered("mine", "one");
        Files.setLastModifiedTime(home, OLD);
        sql("DELETE FROM agents WHERE name = 'mine'");
        Path pinned = root.packages().resolve(Sha256.of(new byte[0]).hex()); // by RunScript
        Files.move(home, pinned);
        Files.setLastModifiedTime(pinned, OLD);
        endedRun(1);

        assertThat(removed(Kind.PACKAGES)).isEqualTo(Amount.NONE);
        assertThat(pinned).exists();
    }

    @Test
    void packageOfADeletedAgentGoesAnHourLater() throws Exception {
        Path home = registered("mine", "one");
        Files.setLastModifiedTime(home, OLD);
        sql("UPDATE agents SET deleted_at = '" + YOUNG + "' WHERE name = 'mine'");
        Amount early = removed(Kind.PACKAGES);
        sql("UPDATE agents SET deleted_at = '" + OLD + "' WHERE name = 'mine'");

        assertThat(early).isEqualTo(Amount.NONE);
        assertThat(removed(Kind.PACKAGES).count()).isEqualTo(1);
        assertThat(home).doesNotExist();
    }

    @Test
    void packageThatWasReplacedStaysForAnHour() throws Exception {
        Path before = registered("mine", "one");
        Files.setLastModifiedTime(before, OLD);

        Path after = registered("mine", "two");

        assertThat(removed(Kind.PACKAGES)).isEqualTo(Amount.NONE);
        assertThat(before).exists();
        Files.setLastModifiedTime(before, OLD);
        assertThat(removed(Kind.PACKAGES).count()).isEqualTo(1);
        assertThat(after).exists();
    }

    @Test
    void logsOfARunThatIsGoneGo() throws IOException {
        endedRun(1);
        Path kept = logs(RunScript.run(1).value(), OLD);
        Path gone = logs(RunScript.run(2).value(), OLD);
        Path young = logs(RunScript.run(3).value(), YOUNG);
        Path mine = logs("mine", OLD);

        assertThat(removed(Kind.LOGS)).isEqualTo(new Amount(1, 5));

        assertThat(gone).doesNotExist();
        assertThat(List.of(kept, young, mine)).allMatch(Files::exists);
    }

    @Test
    void whatWasBegunAndNotFinishedGoes() throws IOException {
        Path home = packages().getFirst();
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

        assertThat(removed(Kind.UNFINISHED)).isEqualTo(new Amount(7, 35));

        assertThat(garbage).noneMatch(Files::exists);
        assertThat(others).allMatch(Files::exists);
        assertThat(young).exists();
    }

    @Test
    void whatALivingProcessHasInHandStaysHoweverOldItIs() throws Exception {
        sql(
                "INSERT INTO workflows (id, name, version, path, steps) VALUES ('"
                        + RunScript.WORKFLOW_ID
                        + "', 'flow', '1.0.0', '', '[]')");
        Path inHand = value("in hand", FileTime.from(RunScript.START.minusSeconds(1)));
        try (var child = ChildJvm.start(ChildOwner.class, root.registry())) {
            assertThat(child.readLine()).isEqualTo("owns"); // a run that began at START
            Path older = value("older", FileTime.from(RunScript.START.minusSeconds(3_601)));

            assertThat(removed(Kind.BLOBS).count()).isEqualTo(1);
            assertThat(older).doesNotExist();
            assertThat(inHand).exists();

            child.kill();
        }
        assertThat(removed(Kind.BLOBS).count()).isEqualTo(1);
        assertThat(inHand).doesNotExist();
    }

    @Test
    void dryRunFindsTheSameAndRemovesNothing() throws IOException {
        Path blob = value("garbage", OLD);
        Path logs = logs(RunScript.run(2).value(), OLD);
        Path home = Files.createDirectories(root.packages().resolve("ab".repeat(32)));
        Files.setLastModifiedTime(home, OLD);

        List<Removed> found = collect(true);

        assertThat(List.of(blob, logs, home)).allMatch(Files::exists);
        assertThat(found).isEqualTo(collect());
        assertThat(found)
                .filteredOn(kind -> kind.amount().count() > 0)
                .extracting(Removed::kind)
                .containsExactly(Kind.BLOBS, Kind.PACKAGES, Kind.LOGS);
        assertThat(List.of(blob, logs, home)).noneMatch(Files::exists);
    }

    @Test
    void whereAHistoryIsDamagedNothingIsRemoved() throws Exception {
        endedRun(1);
        Path blob = value("garbage", OLD);
        sql("UPDATE run_events SET data = '{}' WHERE seq = 1");

        assertThatThrownBy(this::collect)
                .hasMessageContaining("Restore the registry from a backup")
                .extracting("code")
                .isEqualTo(Code.MISCONFIGURED);
        assertThat(blob).exists();
    }

    private Amount removed(Kind kind) {
        return collect().stream()
                .filter(removed -> removed.kind() == kind)
                .map(Removed::amount)
                .findFirst()
                .orElseThrow();
    }

    private List<Removed> collect() {
        return collect(false);
    }

    private List<Removed> collect(boolean dryRun) {
        try (Registry registry = registry()) {
            return new GarbageCollection(
                            root,
                            registry.garbage(),
                            new PackageStore(root.packages()),
                            InstantSource.fixed(NOW))
                    .run(dryRun);
        }
    }

    private Registry registry() {
        return Registry.open(root.database(), root.blobs(), Thread::new, InstantSource.fixed(NOW));
    }

    /// The home of the package of an agent that was just registered.
    private Path registered(String name, String content) throws IOException {
        List<Path> before = packages();
        Path agent = test.agent(name, "1.0.0", content);
        test.register(registrar -> registrar.registerAgent(agent, OnConflict.REPLACE));
        return packages().stream().filter(home -> !before.contains(home)).findFirst().orElseThrow();
    }

    private List<Path> packages() throws IOException {
        try (Stream<Path> homes = Files.list(root.packages())) {
            return homes.toList();
        }
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

    private void endedRun(int n) {
        RunScript script =
                new RunScript(RunScript.run(n))
                        .accepted(RunScript.inline("m", "x"), "a")
                        .finished(RunStatus.SUCCEEDED, Optional.empty(), Optional.empty());
        try (Registry registry = registry()) {
            registry.catalog()
                    .putUnlisted(TestRegistry.workflow(RunScript.WORKFLOW_ID, "flow", "1.0.0"));
            registry.history().append(script.id(), script.take());
        }
    }

    private void sql(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.database());
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
