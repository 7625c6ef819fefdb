package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Json;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `swarm backup FILE` and `swarm restore FILE`
final class BackupCommandTest {

    @TempDir private Path folder;
    private Path root;
    private Path file;
    private Session session;

    @BeforeEach
    void init() {
        root = folder.resolve("root");
        file = folder.resolve("b.db");
        session = new Session(root);
        assertThat(session.run("run", "echo-chain", "{\"message\":\"x\"}")).isZero();
    }

    @Test
    void backupPrintsItsFileAndTellsWhatItDoesNotHold() {
        int status = session.run("backup", file.toString());

        assertThat(status).as(session.err()).isZero();
        assertThat(session.out()).isEqualTo(file + "\n");
        assertThat(session.err().lines())
                .singleElement()
                .asString()
                .startsWith("not in it, copy them too: ")
                .contains(
                        root.resolve("swarm-registry/blobs").toString(),
                        root.resolve("swarm-registry/secrets").toString(),
                        root.resolve("swarm-agents").toString(),
                        root.resolve("swarm-workflows").toString());
    }

    @Test
    void fileThatIsThereIsNotWrittenOver() {
        session.run("backup", file.toString());

        int status = session.run("backup", file.toString());

        assertThat(status).isEqualTo(1);
        assertThat(session.err()).contains(file + " is there");
    }

    @Test
    void emptyNameOfAFileIsAMistake() {
        for (String command : List.of("backup", "restore")) {
            assertThat(session.run(command, "")).isEqualTo(2);
            assertThat(session.err()).startsWith("FILE is empty: name a file");
        }
    }

    @Test
    void thereIsNothingToBackUpWithoutARoot() {
        int status =
                session.run("backup", file.toString(), "--root", folder.resolve("none").toString());

        assertThat(status).isEqualTo(3);
        assertThat(session.err()).contains("no root at ");
        assertThat(file).doesNotExist();
    }

    @Test
    void runsSinceTheBackupAreGoneAndTheRegistryBeforeIsNamed() {
        session.run("backup", file.toString());
        session.run("run", "echo-chain", "{\"message\":\"y\"}");

        int status = session.run("restore", file.toString());

        assertThat(status).as(session.err()).isZero();
        assertThat(session.out()).isEqualTo(root.resolve("swarm-registry/registry.db") + "\n");
        assertThat(session.err())
                .contains(
                        "restored from " + file + ": schema ",
                        ", 1 runs",
                        "the one before lies in "
                                + root.resolve("swarm-registry/registry.db.before-restore-"),
                        "swarm doctor --verify");
        session.run("runs", "list", "-o", "json");
        assertThat(Json.parse(session.out())).hasSize(1);
    }

    @Test
    void restoringMakesARootWhereThereIsNone() {
        session.run("backup", file.toString());
        var elsewhere = new Session(folder.resolve("elsewhere"));

        int status = elsewhere.run("restore", file.toString());

        assertThat(status).as(elsewhere.err()).isZero();
        assertThat(elsewhere.err()).doesNotContain("the one before");
        assertThat(elsewhere.run("doctor", "--verify")).as(elsewhere.out()).isZero();
        assertThat(elsewhere.run("run", "echo-chain", "{\"message\":\"z\"}")).isZero();
        elsewhere.run("runs", "list", "-o", "name");
        assertThat(elsewhere.out().lines()).hasSize(2);
    }

    @Test
    void backupThatDoesNotExistIsNotFoundAndNothingIsMade() {
        var elsewhere = new Session(folder.resolve("elsewhere"));

        int status = elsewhere.run("restore", file.toString());

        assertThat(status).isEqualTo(3);
        assertThat(elsewhere.err()).isEqualTo("no file " + file + "\n");
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void damagedBackupIsRefused() throws IOException {
        Files.writeString(file, "garbage");

        int status = session.run("restore", file.toString());

        assertThat(status).isEqualTo(78);
        assertThat(session.err()).contains("not restored: " + file, "Nothing was changed");
    }

    /// What every command says of it leads to a registry that works.
    @Test
    void damagedRegistryIsRestoredAsTheMessageSays() throws IOException {
        session.run("backup", file.toString());
        Path database = root.resolve("swarm-registry/registry.db");
        Files.writeString(database, "garbage ".repeat(1000));
        for (String command : new String[] {"init", "doctor"}) {
            assertThat(session.run(command)).isEqualTo(78);
            assertThat(session.out() + session.err())
                    .contains(database.toString(), "swarm restore FILE");
        }
        assertThat(session.run("runs", "list")).isEqualTo(78);
        assertThat(session.err()).contains(database.toString(), "swarm restore FILE");

        int status = session.run("restore", file.toString());

        assertThat(status).as(session.err()).isZero();
        assertThat(session.run("doctor", "--verify")).isZero();
    }

    @Test
    void missingRegistryWhoseLogIsThereIsNoMissingRoot() throws IOException {
        session.run("backup", file.toString());
        Path database = root.resolve("swarm-registry/registry.db");
        Files.delete(database);
        Path log = Files.writeString(root.resolve("swarm-registry/registry.db-wal"), "log");
        for (String[] command :
                new String[][] {
                    {"init"},
                    {"runs", "list"},
                    {"run", "echo-chain"},
                    {"workflow", "validate", "x"},
                    {"backup", folder.resolve("other").toString()}
                }) {
            assertThat(session.run(command)).as(command[0]).isEqualTo(78);
            assertThat(session.err())
                    .isEqualTo(
                            database
                                    + " is missing, and "
                                    + log
                                    + " is there. Restore the registry from a backup: swarm restore"
                                    + " FILE\n");
        }
        assertThat(session.run("doctor")).isEqualTo(78);
        assertThat(session.out()).contains("fail  root       " + database + " is missing");

        int status = session.run("restore", file.toString());

        assertThat(status).as(session.err()).isZero();
        assertThat(session.run("runs", "list")).isZero();
    }
}
