package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Json;
import net.swarmstack.testing.ChildJvm;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `swarm gc`
@Timeout(120)
final class GcCommandTest {

    private static final Pattern REFERENCE =
            Pattern.compile("blobs/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}");
    private static final String NOTHING =
            """
            KIND        COUNT  SIZE
            blobs       0      0 B
            unfinished  0      0 B
            packages    0      0 B
            logs        0      0 B
            locks       0      0 B
            """;

    @TempDir private Path folder;
    private Path root;
    private Path input;
    private Session session;

    @BeforeEach
    void init() throws IOException {
        root = folder.resolve("root");
        session = new Session(root);
        run("init");
        input =
                Files.writeString(
                        folder.resolve("input.json"),
                        "{\"message\":\"" + "x".repeat(100_000) + "\"}");
    }

    @Test
    void largeValuesGoWithTheLastRunThatUsedThem() throws Exception {
        run("run", "echo-chain", "--input-file", input.toString());
        List<Path> values = blobs();
        age();

        run("gc");
        String kept = session.out();
        prune();
        run("gc", "-o", "json");

        assertThat(values).isNotEmpty();
        assertThat(kept).isEqualTo(NOTHING);
        JsonNode removed = Json.parse(session.out());
        assertThat(removed.get(0).propertyNames()).containsExactly("kind", "count", "size");
        assertThat(removed.get(0).get("kind").asString()).isEqualTo("blobs");
        assertThat(removed.get(0).get("count").intValue()).isEqualTo(values.size());
        assertThat(removed.get(0).get("size").longValue()).isGreaterThan(100_000);
        assertThat(session.err()).matches("removed [0-9.]+ KiB in all\n");
        assertThat(blobs()).isEmpty();
    }

    @Test
    void dryRunRemovesNothing() throws Exception {
        run("run", "echo-chain", "--input-file", input.toString());
        prune();
        age();

        run("gc", "--dry-run");

        assertThat(session.out()).containsPattern("blobs +[1-9]");
        assertThat(session.err()).startsWith("would remove ").endsWith(" in all\n");
        assertThat(blobs()).isNotEmpty();
    }

    @Test
    void whatIsYoungStays() throws Exception {
        run("run", "echo-chain", "--input-file", input.toString());
        prune();

        run("gc");

        assertThat(session.out()).isEqualTo(NOTHING);
        assertThat(session.err()).isEqualTo("removed 0 B in all\n");
        assertThat(blobs()).isNotEmpty();
    }

    /// The values of each run are old, and the run before, which had the same, is gone.
    @Test
    void runThatExecutesWhileGarbageIsCollectedLosesNothing() throws Exception {
        run("run", "echo-chain", "--input-file", input.toString());
        for (int round = 0; round < 3; round++) {
            prune();
            age();
            try (var program =
                    ChildJvm.start(
                            Main.class,
                            "run",
                            "echo-chain",
                            "--input-file",
                            input,
                            "--root",
                            root,
                            "-o",
                            "name")) {
                var ended = CompletableFuture.supplyAsync(() -> read(program));
                while (!ended.isDone()) {
                    run("gc");
                }
                run("runs", "list", "-o", "name");
                assertThat(session.out()).isEqualTo(ended.join() + "\n");
                assertThat(program.await()).isZero();
            }
            run("gc");
            assertThat(referredTo()).isNotEmpty().allMatch(Files::exists);
        }
        run("doctor", "--verify");
    }

    private static String read(ChildJvm program) {
        try {
            return program.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gc now, 2, unexpected argument",
        "gc --older-than 1d, 2, unknown option",
        "gc -o name, 2, is no format",
        "gc --root none, 3, no root at ",
        "gc --dry-run --root none, 3, no root at ",
    })
    void mistakesAreRefused(String words, int expected, String message) {
        int status = session.run(words.split(" "));

        assertThat(status).isEqualTo(expected);
        assertThat(session.out()).isEmpty();
        assertThat(session.err()).contains(message);
        assertThat(Path.of("none")).doesNotExist();
    }

    private void prune() throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.executeUpdate(
                    "UPDATE workflow_runs SET completed_at = '2020-01-01T00:00:00.000Z'");
        }
        run("runs", "prune", "--older-than", "30d", "--yes");
    }

    private void age() throws IOException {
        for (Path blob : blobs()) {
            Files.setLastModifiedTime(blob, FileTime.fromMillis(0));
        }
    }

    private List<Path> blobs() throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("swarm-registry/blobs"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private List<Path> referredTo() throws SQLException {
        var files = new ArrayList<Path>();
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT data FROM run_events")) {
            while (rows.next()) {
                REFERENCE
                        .matcher(rows.getString(1))
                        .results()
                        .map(found -> root.resolve("swarm-registry").resolve(found.group()))
                        .forEach(files::add);
            }
        }
        return files;
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
