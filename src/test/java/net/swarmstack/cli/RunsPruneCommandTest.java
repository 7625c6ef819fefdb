package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Json;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.Stream;

/// `swarm runs prune`
final class RunsPruneCommandTest {

    private static final String HELLO = "{\"message\":\"x\"}";

    @TempDir private Path folder;
    private Path root;
    private Session session;

    @BeforeEach
    void init() {
        root = folder.resolve("root");
        session = new Session(root);
        run("init");
    }

    @Test
    void oldRunsGoWithTheirHistoriesAndLogs() throws Exception {
        String old = endedRun("40 days");
        String young = run();

        run("runs", "prune", "--older-than", "30d", "--yes");

        assertThat(session.out()).matches("STATUS +RUNS +LOGS\nsucceeded +1 +[0-9.]+ (B|KiB)\n");
        assertThat(session.err())
                .matches(
                        "deleted 1 run that ended before [^ ]+Z, with [0-9.]+ (B|KiB) of logs\\."
                                + " What else only they used goes with: swarm gc\n");
        assertThat(session.run("runs", "show", old)).isEqualTo(3);
        assertThat(logs(old)).doesNotExist();
        run("runs", "show", young, "--events");
        assertThat(logs(young)).isNotEmptyDirectory();
        run("doctor", "--verify");
        assertThat(session.out()).contains("verified, of 1 runs");
    }

    @Test
    void openRunIsNeverDeleted() throws Exception {
        String run = endedRun("40 days");
        change("UPDATE workflow_runs SET status = 'running'");

        run("runs", "prune", "--older-than", "1s", "--yes");

        assertThat(session.err()).startsWith("deleted 0 runs that ended before ");
        run("runs", "show", run);
        assertThat(logs(run)).isNotEmptyDirectory();
    }

    @Test
    void runsThatDidNotSucceedMayBeKept() throws Exception {
        String good = endedRun("40 days");
        String failed = endedRun("40 days");
        change("UPDATE workflow_runs SET status = 'failed' WHERE id = '" + failed + "'");

        run("runs", "prune", "--older-than", "30d", "--keep-failed", "--yes");

        assertThat(session.run("runs", "show", good)).isEqualTo(3);
        run("runs", "show", failed);
    }

    @Test
    void dryRunShowsWhatWouldGoAndDeletesNothing() throws Exception {
        String run = endedRun("40 days");

        run("runs", "prune", "--older-than", "30d", "--dry-run", "-o", "json");

        JsonNode shares = Json.parse(session.out());
        assertThat(shares).hasSize(1);
        assertThat(shares.get(0).propertyNames()).containsExactly("status", "runs", "log_size");
        assertThat(shares.get(0).get("status").asString()).isEqualTo("succeeded");
        assertThat(shares.get(0).get("runs").longValue()).isEqualTo(1);
        assertThat(shares.get(0).get("log_size").longValue()).isEqualTo(size(logs(run)));
        assertThat(session.err()).startsWith("would delete 1 run that ended before ");
        run("runs", "show", run, "--events");
        assertThat(logs(run)).isNotEmptyDirectory();
    }

    @Test
    void whereNothingIsOldTheListIsEmpty() throws Exception {
        endedRun("1 days");

        run("runs", "prune", "--older-than", "30d", "--yes", "-o", "json");

        assertThat(session.out()).isEqualTo("[]\n");
        assertThat(session.err())
                .matches("deleted 0 runs that ended before [^ ]+, with 0 B of logs\n");
    }

    @Test
    void itAsksOnATerminal() throws Exception {
        String run = endedRun("40 days");
        session.typing("no\n");
        int refused = session.run("runs", "prune", "--older-than", "30d");
        String asked = session.err();
        String printed = session.out();
        int stillThere = session.run("runs", "show", run);

        session.typing("yes\n");
        run("runs", "prune", "--older-than", "30d");

        assertThat(refused).isEqualTo(1);
        assertThat(printed).isEmpty();
        assertThat(asked)
                .matches(
                        "this deletes 1 run that ended before [^ ]+, with [0-9.]+ (B|KiB) of logs\n"
                                + "delete them\\? Type yes:\nnot deleted\n");
        assertThat(stillThere).isZero();
        assertThat(session.run("runs", "show", run)).isEqualTo(3);
    }

    @Test
    void offATerminalItNeedsYes() throws Exception {
        String run = endedRun("40 days");
        session.stdin("yes\n".getBytes(StandardCharsets.UTF_8));

        int status = session.run("runs", "prune", "--older-than", "30d");

        assertThat(status).isEqualTo(2);
        assertThat(session.err())
                .isEqualTo(
                        "not deleted: there is no terminal to ask on. Give --yes, or --dry-run to"
                                + " see what would go.\n");
        run("runs", "show", run);
    }

    @Test
    void workflowOfATrialGoesWithItsLastRun() throws Exception {
        run("agent", "run", "echo", HELLO);
        change("UPDATE workflow_runs SET completed_at = '2020-01-01T00:00:00.000Z'");
        change("UPDATE workflows SET updated_at = '2020-01-01T00:00:00.000Z'");

        run("runs", "prune", "--older-than", "30d", "--yes");

        assertThat(value("SELECT count(*) FROM workflows WHERE name LIKE 'agent/%'"))
                .isEqualTo("0");
        run("agent", "run", "echo", HELLO);
        run("runs", "list", "-o", "name");
        assertThat(session.out().lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "runs prune, 2, say how long ago the runs ended",
        "runs prune --older-than, 2, missing required parameter",
        "runs prune --older-than 30, 2, expected a number from 1 to 999999 and a unit",
        "runs prune --older-than 0d --yes, 2, expected a number from 1 to 999999 and a unit",
        "runs prune --older-than 30d now, 2, unexpected argument",
        "runs prune --older-then 30d, 2, Did you mean \"--older-than\"?",
        "runs prune --older-than 30d --yes -o name, 2, is no format",
        "runs prune --older-than 30d --yes --root none, 3, no root at ",
        "runs prune --older-than 30d --dry-run --root none, 3, no root at ",
    })
    void mistakesAreRefused(String words, int expected, String message) {
        int status = session.run(words.split(" "));

        assertThat(status).isEqualTo(expected);
        assertThat(session.out()).isEmpty();
        assertThat(session.err()).contains(message);
        assertThat(Path.of("none")).doesNotExist();
    }

    /// The id of a run that ended some time ago.
    ///
    /// @param age as SQLite takes it
    private String endedRun(String age) throws SQLException {
        String id = run();
        change(
                "UPDATE workflow_runs SET completed_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-"
                        + age
                        + "') WHERE id = '"
                        + id
                        + "'");
        return id;
    }

    /// The id of a run that has just ended.
    private String run() {
        run("run", "echo-chain", HELLO);
        run("runs", "list", "--limit", "1", "-o", "name");
        return session.out().strip();
    }

    private Path logs(String run) {
        return root.resolve("swarm-registry/logs/workflow-runs/" + run);
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
        }
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private String value(String sql) throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.getString(1);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + root.resolve("swarm-registry/registry.db"));
    }

    /// Must succeed.
    private void run(String... words) {
        assertThat(session.run(words)).as(session.err()).isZero();
    }
}
