package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.testing.ChildJvm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;

@Timeout(60)
final class BackupTest {

    @TempDir Path folder;
    @TempDir Path elsewhere;

    @Test
    void backupHoldsWhatWasCommittedWhileAnotherProcessExecutes() throws Exception {
        TestRegistry.in(folder).close();
        try (var child = ChildJvm.start(ChildOwner.class, folder)) {
            assertThat(child.readLine()).isEqualTo("owns");

            backUp(elsewhere.resolve("b.db"));
        }

        try (var backup = Registry.openReadOnly(elsewhere.resolve("b.db"), folder)) {
            assertThat(backup.views().list(2)).hasSize(1);
            assertThat(backup.damage(true)).isEmpty();
        }
    }

    @Test
    void backupIsOneFileThatOnlyItsOwnerReads() throws IOException {
        RegistryWithRuns.in(folder).close();

        backUp(elsewhere.resolve("b.db"));

        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(elsewhere.resolve("b.db"))))
                .isEqualTo("rw-------");
        try (var files = Files.list(elsewhere)) {
            assertThat(files).containsExactly(elsewhere.resolve("b.db"));
        }
    }

    @Test
    void fileThatIsThereIsLeftAsItIs() throws IOException {
        RegistryWithRuns.in(folder).close();
        Path file = Files.writeString(elsewhere.resolve("b.db"), "mine");

        assertThatThrownBy(() -> backUp(file))
                .hasMessage(file + " is there, and no backup is written over. Name another.")
                .extracting("code")
                .isEqualTo(Code.CONFLICT);

        assertThat(file).hasContent("mine");
    }

    @Test
    void linkToNothingIsThereToo() throws IOException {
        RegistryWithRuns.in(folder).close();
        Path link = Files.createSymbolicLink(elsewhere.resolve("b.db"), Path.of("nowhere"));

        assertThatThrownBy(() -> backUp(link)).extracting("code").isEqualTo(Code.CONFLICT);
    }

    @Test
    void folderThatIsNotThereIsNamed() {
        RegistryWithRuns.in(folder).close();

        assertThatThrownBy(() -> backUp(elsewhere.resolve("none/b.db")))
                .hasMessageContaining("no folder " + elsewhere.resolve("none"))
                .extracting("code")
                .isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void registryOfAnOlderSwarmIsCopiedAsItIs() throws SQLException {
        RegistryWithRuns.in(folder).close();
        script("PRAGMA user_version = 4");

        backUp(elsewhere.resolve("b.db"));

        var backup = new Database(elsewhere.resolve("b.db"));
        try (var statements = new Statements(backup.openReader())) {
            assertThat(Schema.version(statements)).isEqualTo(4);
        }
    }

    @Test
    void damagedRegistryIsNotBackedUp() throws IOException {
        Files.writeString(folder.resolve("registry.db"), "garbage ".repeat(1000));

        assertThatThrownBy(() -> backUp(elsewhere.resolve("b.db")))
                .hasMessageContaining("swarm restore FILE")
                .extracting("code")
                .isEqualTo(Code.MISCONFIGURED);

        try (var files = Files.list(elsewhere)) {
            assertThat(files).isEmpty();
        }
    }

    private void backUp(Path file) {
        Registry.backUp(folder.resolve("registry.db"), file);
    }

    private void script(String sql) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("registry.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
