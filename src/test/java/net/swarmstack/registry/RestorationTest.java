package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.catalog.RestoreReport;
import net.swarmstack.catalog.Root;
import net.swarmstack.engine.RunViews.RunView;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.testing.ChildJvm;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

@Timeout(60)
final class RestorationTest {

    @TempDir Path folder;
    @TempDir Path elsewhere;
    private Path database;
    private Path backup;
    private Instant now = RunScript.START;

    /// A backup with a run that has ended and one that is open, and a registry with one more.
    @BeforeEach
    void backUp() {
        database = folder.resolve("registry.db");
        backup = elsewhere.resolve("b.db");
        try (RegistryWithRuns test = RegistryWithRuns.in(folder)) {
            Registry.backUp(database, backup);
            test.append(DecidedHistory.whole(RunScript.run(3)));
        }
    }

    @Test
    void registryIsWhatItWasThen() {
        RestoreReport report = restore();

        assertThat(report.madeBySchema()).isEqualTo(Schema.VERSION);
        assertThat(report.runs()).isEqualTo(2);
        assertThat(report.openRuns()).isEqualTo(1);
        assertThat(runs()).isEqualTo(2);
        assertThat(findings()).isEmpty();
    }

    @Test
    void registryThatWasThereLiesBesideAndCanBeRestored() {
        Path before = restore().before().orElseThrow();

        assertThat(before.getFileName())
                .hasToString("registry.db.before-restore-20260102T030406.006Z");
        RestoreReport back = restore(before);

        assertThat(back.runs()).isEqualTo(3);
        assertThat(runs()).isEqualTo(3);
    }

    @Test
    void nothingElseIsLeft() throws IOException {
        Path before = restore().before().orElseThrow();

        assertThat(filesWithout("owners", "blobs"))
                .containsExactlyInAnyOrder("registry.db", before.getFileName().toString());
        try (var files = Files.list(elsewhere)) {
            assertThat(files).containsExactly(backup);
        }
    }

    @Test
    void registryIsMadeWhereNoneWas() throws IOException {
        Files.delete(database);

        RestoreReport report = restore();

        assertThat(report.before()).isEmpty();
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void openRunsBelongToNobodyWhoLives() {
        restore();

        try (Registry registry = open()) {
            RunView open = registry.views().find(RegistryWithRuns.OPEN).orElseThrow();
            assertThat(open.ownerAlive()).isFalse();
            assertThat(registry.queue().unowned(10)).containsExactly(RegistryWithRuns.OPEN);
            assertThat(registry.queue().claim(RegistryWithRuns.OPEN)).isTrue();
        }
    }

    /// The backup knows epoch 1, the registry before it 5; a process of epoch 9 left its lock file.
    @Test
    void noEpochIsGivenAgain() throws Exception {
        for (int n = 2; n <= 5; n++) {
            try (Registry registry = open()) {
                assertThat(registry.epoch()).isEqualTo(n);
            }
        }
        Files.createFile(folder.resolve("owners/9.lock"));

        restore();

        try (Registry registry = open()) {
            assertThat(registry.epoch()).isGreaterThan(10);
        }
        assertThat(folder.resolve("owners/9.lock")).doesNotExist();
    }

    @Test
    void epochsOfTheRegistryBeforeAreKnownToo() {
        for (int n = 2; n <= 5; n++) {
            try (Registry registry = open()) {
                registry.history();
            }
        }

        restore();

        try (Registry registry = open()) {
            assertThat(registry.epoch()).isGreaterThan(5);
        }
    }

    @Test
    void registryIsNotReplacedWhileAProcessExecutesRuns() throws Exception {
        try (var child = ChildJvm.start(ChildOwner.class, folder, 4)) {
            assertThat(child.readLine()).isEqualTo("owns");

            assertThatThrownBy(this::restore)
                    .hasMessageContaining("a process executes runs here")
                    .extracting("code")
                    .isEqualTo(Code.BUSY);
        }

        assertThat(runs()).isEqualTo(4);
    }

    @Test
    void registryIsNotReplacedWhileAnotherProcessHasItOpen() throws Exception {
        try (var child = ChildJvm.start(ChildReader.class, folder)) {
            assertThat(child.readLine()).isEqualTo("3");

            assertThatThrownBy(this::restore)
                    .hasMessageContaining("another program has " + database + " open")
                    .extracting("code")
                    .isEqualTo(Code.BUSY);
        }

        assertThat(runs()).isEqualTo(3);
    }

    @Test
    void whatAKilledProcessHadInItsLogIsKept() throws Exception {
        try (var child = ChildJvm.start(ChildOwner.class, folder, 4)) {
            assertThat(child.readLine()).isEqualTo("owns");
            child.kill();
        }
        assertThat(folder.resolve("registry.db-wal")).isNotEmptyFile();

        Path before = restore().before().orElseThrow();

        assertThat(runs()).isEqualTo(2);
        assertThat(restore(before).runs()).isEqualTo(4);
    }

    @Test
    void damagedRegistryIsMovedAwayWithItsLog() throws IOException {
        Files.writeString(database, "garbage ".repeat(1000));
        Files.writeString(folder.resolve("registry.db-wal"), "garbage too");

        Path before = restore().before().orElseThrow();

        assertThat(runs()).isEqualTo(2);
        assertThat(before).content().startsWith("garbage garbage");
        assertThat(Path.of(before + "-wal")).hasContent("garbage too");
    }

    @Test
    void logOfARegistryThatIsMissingIsMovedAway() throws IOException {
        Files.delete(database);
        Files.writeString(folder.resolve("registry.db-wal"), "all that is left");

        Path before = restore().before().orElseThrow();

        assertThat(runs()).isEqualTo(2);
        assertThat(before).hasContent("all that is left");
        assertThat(before.toString()).endsWith("-wal");
    }

    @Test
    void registryOfAnotherKindOfProgramIsMovedAway() throws Exception {
        Files.delete(database);
        script(database, "CREATE TABLE other (x TEXT)");

        restore();

        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void registryOfAnOlderSwarmIsBroughtUpToDate() throws Exception {
        Path old = elsewhere.resolve("old.db");
        script(old, SchemaTest.resource("001.sql"));
        script(
                old,
                "INSERT INTO agents (id, name, version, path) VALUES ('1', 'a', '1.0.0', '/a')");
        byte[] before = Files.readAllBytes(old);

        RestoreReport report = restore(old);

        assertThat(report.madeBySchema()).isZero();
        assertThat(Files.readAllBytes(old)).isEqualTo(before);
        try (Registry registry = open()) {
            assertThat(registry.catalog().agents("a")).hasSize(1);
        }
    }

    /// As a process leaves it that is killed just before the swap.
    @Test
    void registryStaysWhereRestoringWasInterruptedAndRestoringAgainTidiesUp() throws Exception {
        Files.copy(backup, Root.restored(database));
        Files.writeString(folder.resolve("registry.db.restoring"), "half of it");
        Files.createLink(folder.resolve("registry.db.before-restore-x"), database);
        assertThat(runs()).isEqualTo(3);

        Path before = restore().before().orElseThrow();

        assertThat(runs()).isEqualTo(2);
        assertThat(filesWithout("owners", "blobs"))
                .containsExactlyInAnyOrder("registry.db", before.getFileName().toString());
    }

    /// As a process leaves it that is killed when it has moved a damaged registry away.
    @Test
    void noRegistryIsMadeWhereRestoringWasInterrupted() throws Exception {
        Files.move(database, folder.resolve("registry.db.before-restore-x"));
        Files.copy(backup, Root.restored(database));

        assertThatThrownBy(() -> Registry.create(database))
                .hasMessageContaining("restoring was interrupted")
                .hasMessageContaining("swarm restore FILE")
                .extracting("code")
                .isEqualTo(Code.MISCONFIGURED);
        restore();

        assertThat(runs()).isEqualTo(2);
        assertThat(filesWithout("owners", "blobs"))
                .containsExactly("registry.db", "registry.db.before-restore-x");
    }

    /// What is restored when the present registry is missing stays until it has its place, whatever
    /// backup is tried meanwhile.
    @Test
    void refusedBackupLeavesAnInterruptedRestorationAsItIs() throws Exception {
        Files.move(database, folder.resolve("registry.db.before-restore-x"));
        Files.copy(backup, Root.restored(database));
        Path bad = Files.writeString(elsewhere.resolve("bad.db"), "garbage ".repeat(1000));

        assertThatThrownBy(() -> restore(bad)).extracting("code").isEqualTo(Code.MISCONFIGURED);

        assertThatThrownBy(() -> Registry.create(database))
                .extracting("code")
                .isEqualTo(Code.MISCONFIGURED);
    }

    /// Each sees one registry or the other, or is told to try again.
    @Test
    void processThatOpensTheRegistryMeanwhileSeesOneOfTheTwo() throws Exception {
        try (var child = ChildJvm.start(ChildOpener.class, folder)) {
            assertThat(child.readLine()).isEqualTo("opens");
            Path next = backup;
            for (int restored = 0; restored < 8; ) {
                try {
                    next = restore(next).before().orElseThrow();
                    restored++;
                } catch (SwarmException e) {
                    assertThat(e.code()).isEqualTo(Code.BUSY);
                }
            }
            child.writeLine("enough");

            assertThat(child.readLine()).matches("seen: \\[(2|3|2, 3)?]");
        }

        assertThat(findings()).isEmpty();
    }

    @Test
    void registryItselfIsNoBackupOfIt() {
        assertThatThrownBy(() -> restore(database)).extracting("code").isEqualTo(Code.USAGE);
    }

    @Test
    void backupOfANewerSwarmIsRefused() throws Exception {
        script(backup, "PRAGMA user_version = 99");

        assertRefused(Code.TOO_NEW, backup + ": made by a newer Swarm (schema 99");
    }

    @Test
    void fileThatIsNoDatabaseIsRefused() throws Exception {
        Files.writeString(backup, "garbage ".repeat(1000));

        assertRefused(Code.MISCONFIGURED, "not restored: " + backup + ": it is damaged: ");
    }

    @Test
    void backupThatWasCutOffIsRefused() throws Exception {
        try (var file = FileChannel.open(backup, StandardOpenOption.WRITE)) {
            file.truncate(20_000);
        }

        assertRefused(Code.MISCONFIGURED, "not restored: " + backup + ": it is damaged: ");
    }

    @Test
    void databaseOfAnotherKindIsRefused() throws Exception {
        Files.delete(backup);
        script(backup, "CREATE TABLE other (x TEXT)");

        assertRefused(Code.MISCONFIGURED, "it is no registry, for it lacks its tables");
    }

    @Test
    void backupWithoutTheTablesOfItsVersionIsRefused() throws Exception {
        script(backup, "DROP TABLE owners");

        assertRefused(Code.MISCONFIGURED, "it is no registry, for it lacks its tables");
    }

    @Test
    void backupWithADamagedIndexIsRefused() throws Exception {
        script(
                backup,
                "PRAGMA writable_schema = ON;"
                        + " UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master"
                        + " WHERE name = 'idx_runs_status') WHERE name = 'idx_steps_run'");

        assertRefused(Code.MISCONFIGURED, "not restored: " + backup + ": it is damaged: ");
    }

    @Test
    void backupWithAChangedHistoryIsRefused() throws Exception {
        script(backup, "UPDATE run_events SET data = '{}' WHERE seq = 2");

        assertRefused(
                Code.MISCONFIGURED,
                "run_events, run "
                        + RegistryWithRuns.WHOLE
                        + ", event 2: its hash does not follow");
    }

    private void assertRefused(Code code, String message) throws IOException {
        assertThatThrownBy(this::restore)
                .hasMessageContaining(message)
                .hasMessageContaining("Nothing was changed")
                .extracting("code")
                .isEqualTo(code);

        assertThat(runs()).isEqualTo(3);
        assertThat(filesWithout("owners", "blobs")).containsExactly("registry.db");
    }

    private RestoreReport restore() {
        return restore(backup);
    }

    private RestoreReport restore(Path file) {
        now = now.plusSeconds(1);
        return Registry.restore(database, file, InstantSource.fixed(now));
    }

    private Registry open() {
        return Registry.open(
                database,
                folder.resolve("blobs"),
                Thread::new,
                InstantSource.fixed(RunScript.START));
    }

    private int runs() {
        try (Registry registry = open()) {
            return registry.views().list(100).size();
        }
    }

    private List<String> findings() {
        try (var registry = Registry.openReadOnly(database, folder.resolve("blobs"))) {
            return registry.verify().stream()
                    .filter(verdict -> verdict.count() > 0)
                    .map(Verdict::text)
                    .toList();
        }
    }

    private List<String> filesWithout(String... others) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !List.of(others).contains(name))
                    .sorted()
                    .toList();
        }
    }

    private static void script(Path file, String sql) throws SQLException {
        SchemaTest.script(file, sql);
    }
}
