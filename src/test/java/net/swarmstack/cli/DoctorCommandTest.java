package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Json;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Stream;

/// `swarm doctor`
final class DoctorCommandTest {

    @TempDir private Path folder;
    private Path root;
    private Session session;

    @BeforeEach
    void init() throws IOException {
        root = folder.resolve("root");
        session = new Session(root);
        assertThat(session.run("init")).as(session.err()).isZero();
        rights("rwx------");
    }

    @Test
    void wholeRootIsFine() {
        session.run("run", "echo-chain", "{\"message\":\"x\"}");

        int status = session.run("doctor", "--verify");

        assertThat(status).as(session.out()).isZero();
        assertThat(session.err()).isEmpty();
        assertThat(session.out())
                .contains(
                        "ok    java       25",
                        "ok    root       " + root,
                        "ok    database   ",
                        "ok    history    verified, of 1 runs",
                        "ok    packages   whole, of 1 agents",
                        "ok    sandbox    bubblewrap (isolation namespace): works",
                        "ok    sandbox    process (isolation process): works",
                        "ok    leftovers  ");
    }

    @Test
    void findingsAreReadByPrograms() {
        session.run("doctor", "-o", "json");

        JsonNode first = Json.parse(session.out()).get(0);

        assertThat(first.propertyNames()).containsExactly("check", "status", "text", "remedy");
        assertThat(first.get("check").asString()).isEqualTo("java");
        assertThat(first.get("status").asString()).isEqualTo("ok");
    }

    @Test
    void whereThereIsNoRootItSaysHowToMakeOne() {
        int status = session.run("doctor", "--root", folder.resolve("none").toString());

        assertThat(status).isZero();
        assertThat(session.out())
                .contains("warn  root       no root at ", "Make one: swarm init")
                .doesNotContain("database");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void missingNodeIsAnError() {
        var environment = Map.of("SWARM_ROOT", root.toString(), "PATH", folder.toString());

        int status =
                new Cli(session.console(OutputStream.nullOutputStream()), environment)
                        .run("doctor");

        assertThat(status).isEqualTo(1);
    }

    @Test
    void oldNodeIsAnError() throws IOException {
        Path node = Files.writeString(folder.resolve("node"), "#!/bin/sh\necho v16.2.0\n");
        Files.setPosixFilePermissions(node, PosixFilePermissions.fromString("rwx------"));
        var environment = Map.of("SWARM_ROOT", root.toString(), "PATH", folder.toString());
        Path out = folder.resolve("out");

        int status;
        try (OutputStream data = Files.newOutputStream(out)) {
            status = new Cli(session.console(data), environment).run("doctor");
        }

        assertThat(status).isEqualTo(1);
        assertThat(out)
                .content()
                .contains(
                        "fail  node       16.2.0, " + node + ": too old",
                        "Install Node.js 18",
                        "warn  python3    not on the PATH");
    }

    @Test
    void damagedDatabaseIsNoticed() throws IOException {
        Files.writeString(root.resolve("swarm-registry/registry.db"), "garbage");

        int status = session.run("doctor");

        assertThat(status).isEqualTo(78);
        assertThat(session.out()).contains("fail  database   ", "registry.db");
    }

    @Test
    void changedHistoryIsNoticedByVerify() throws SQLException {
        session.run("run", "echo-chain", "{\"message\":\"x\"}", "-o", "name");
        String run = session.out().strip();
        change("UPDATE run_events SET data = replace(data, 'x', 'y') WHERE seq = 1");

        int quick = session.run("doctor");
        int verified = session.run("doctor", "--verify");

        assertThat(quick).isZero();
        assertThat(verified).isEqualTo(78);
        assertThat(session.out())
                .contains(
                        "fail  history    run_events, run " + run + ", event 1: ",
                        "swarm restore FILE");
    }

    @Test
    void verifyGoesOnAfterWhatItFinds() throws SQLException {
        session.run("run", "echo-chain", "{\"message\":\"x\"}");
        change("UPDATE workflow_runs SET current_step = 'x', completed_at = NULL");
        change("DROP INDEX idx_steps_run");

        int status = session.run("doctor", "--verify");

        assertThat(status).isEqualTo(78);
        assertThat(session.out())
                .contains("fail  schema     ", "fail  rows       ", "fail  ends       ")
                .contains("ok    history    ", "ok    packages   ");
    }

    @Test
    void verifyComparesIndexesWithTheirTables() throws SQLException {
        session.run("run", "echo-chain", "{\"message\":\"x\"}");
        change(
                "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = 'CREATE INDEX"
                        + " idx_steps_status ON step_executions(run_id)' WHERE name ="
                        + " 'idx_steps_status'");

        int quick = session.run("doctor");
        int verified = session.run("doctor", "--verify");

        assertThat(quick).isZero();
        assertThat(verified).isEqualTo(78);
        assertThat(session.out())
                .contains("fail  database   ", "missing from index", "swarm restore FILE");
    }

    @Test
    void registryOfANewerSwarmIsNamedAndNothingElseIsConcluded() throws SQLException {
        change("PRAGMA user_version = 99");

        int status = session.run("doctor", "--verify");

        assertThat(status).isEqualTo(78);
        assertThat(session.out())
                .contains("made by a newer Swarm (schema 99")
                .doesNotContain("fail  schema", "fail  rows");
    }

    @Test
    void lostHistoryIsNoticedByVerify() throws SQLException {
        session.run("run", "echo-chain", "{\"message\":\"x\"}");
        change("DELETE FROM run_events");

        int status = session.run("doctor", "--verify");

        assertThat(status).isEqualTo(78);
    }

    @Test
    void changedPackageIsNoticed() throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("swarm-agents/.registry"))) {
            Path archive = files.filter(f -> f.endsWith("package.tar")).findFirst().orElseThrow();
            Files.writeString(archive, "another");
        }

        int status = session.run("doctor");

        assertThat(status).isEqualTo(78);
        assertThat(session.out())
                .contains("fail  packages   the package of echo@1.0.0 is damaged", "Register");
    }

    @Test
    void changedUnpackedFileIsNoticed() throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("swarm-agents/.registry"))) {
            Path agent =
                    files.filter(f -> f.endsWith("files/agent.yaml")).findFirst().orElseThrow();
            Files.setPosixFilePermissions(agent, PosixFilePermissions.fromString("rw-r--r--"));
            Files.writeString(agent, "another");
        }

        int status = session.run("doctor");

        assertThat(status).isEqualTo(78);
        assertThat(session.out())
                .contains(
                        "fail  packages   the package of echo@1.0.0 is damaged",
                        "/files holds something else than its archive",
                        "Delete that folder");
    }

    @Test
    void wrongConfigurationIsNoticed() throws IOException {
        Files.writeString(root.resolve("swarm-registry/config.yaml"), "sandbox: {slots: none}");

        int status = session.run("doctor");

        assertThat(status).isEqualTo(78);
        assertThat(session.out()).contains("fail  config     ", "config.yaml:1:");
    }

    @Test
    void sandboxOfADeadProcessIsShown() throws IOException {
        Path left = Files.createDirectories(root.resolve("swarm-registry/sandboxes/proc-left"));
        Files.createFile(left.resolve("lock"));

        int status = session.run("doctor");

        assertThat(status).isZero();
        assertThat(session.out()).contains("warn  leftovers  a sandbox of dead processes");
        assertThat(left).exists();
    }

    @Test
    void rootThatOthersCanReadIsShown() throws IOException {
        rights("rwxr-x---");

        int status = session.run("doctor");

        assertThat(status).isZero();
        assertThat(session.out()).contains("warn  root       ", "chmod go-rwx ");
    }

    private void rights(String rights) throws IOException {
        Files.setPosixFilePermissions(
                root.resolve("swarm-registry"), PosixFilePermissions.fromString(rights));
    }

    private void change(String sql) throws SQLException {
        Path database = root.resolve("swarm-registry/registry.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
