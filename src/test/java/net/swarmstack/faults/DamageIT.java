package net.swarmstack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program;
import net.swarmstack.e2e.Program.Result;
import net.swarmstack.e2e.Program.Running;
import net.swarmstack.model.RunId;
import net.swarmstack.testing.Eventually;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// The files of the registry are damaged while nobody executes. The root that all begin with is of
/// a run whose process was killed: most of it stands in the write-ahead log alone.
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class DamageIT {

    private static final String FLOW =
            """
            steps:
              - {id: first, agent: actor, inputs: {acts: much}}
              - {id: second, agent: actor, needs: [first], inputs: {acts: ok}}
              - {id: third, agent: actor, needs: [second], inputs: {acts: gate}}
            """;

    /// Of SQLite: a page, and with its header as the log holds it.
    private static final long PAGE = 4096;

    private static final long FRAME = 24 + PAGE;

    private static final int MISCONFIGURED = 78;
    private static final int TOO_NEW = 76;
    private static final long SEED = 20_261_126;

    @TempDir private static Path folder;
    private static FaultRoot interrupted;
    private static RunId run;
    private static List<String> history;

    @BeforeAll
    static void leaveARun() throws Exception {
        FaultRoot root = FaultRoot.makeFor(folder.resolve("made"), Map.of("flow", FLOW));
        var program = new Program(root.folder());
        Running running = program.start(new byte[0], "run", "flow");
        Eventually.await("the last step executes", () -> root.executions().contains("third 1"));
        running.process().destroyForcibly().waitFor();
        interrupted = root.copy(folder.resolve("interrupted")); // before anybody looks
        run = root.runs().getFirst().id();
        history = hashes(root);
        finish(root);
    }

    private static void finish(FaultRoot root) {
        root.open();
        root.recover();
    }

    private static List<String> hashes(FaultRoot root) {
        List<ObjectNode> events = root.read(views -> views.events(run));
        return events.stream().map(event -> event.path("hash").asString()).toList();
    }

    /// Some can't be opened any more, and so nobody sweeps what came with the copy.
    @AfterEach
    void deleteCopies() throws IOException {
        try (var copies = Files.newDirectoryStream(folder, "copy-*")) {
            copies.forEach(copy -> new FaultRoot(copy).delete());
        }
    }

    @AfterAll
    static void deleteTheFirst() {
        interrupted.delete();
    }

    /// A copy of the interrupted root.
    private static FaultRoot copy() {
        return interrupted.copy(folder.resolve("copy-" + System.nanoTime()));
    }

    private static Path file(FaultRoot root, String suffix) {
        Path database = root.root().database();
        return database.resolveSibling(database.getFileName() + suffix);
    }

    /// Something that happens to the write-ahead log.
    private interface Damage {
        void to(Path log) throws IOException;
    }

    /// What is left must be what was there at some time before.
    private static void assertEarlierStateIsLeft(String fault, List<Damage> damages)
            throws IOException {
        long begin = System.nanoTime();
        int lost = 0;
        for (Damage damage : damages) {
            FaultRoot root = copy();
            damage.to(file(root, "-wal"));
            List<String> left = hashes(root);
            assertThat(history.subList(0, left.size())).isEqualTo(left);
            lost += left.size() < history.size() ? 1 : 0;
            var oracle = new Oracle(root);
            oracle.assertWhole();
            finish(root);
            oracle.assertSucceeded("{\"said\":\"third\"}");
            oracle.assertWhole();
            oracle.assertNothingIsLeft();
            root.delete();
        }
        assertThat(lost).isPositive();
        FaultTable.add(
                fault,
                damages.size(),
                "an earlier state, which verifies and is finished (events lost: %d times)"
                        .formatted(lost),
                Duration.ofNanos(System.nanoTime() - begin));
    }

    @Test
    void tornTailOfTheLogLeavesAnEarlierState() throws IOException {
        long size = Files.size(file(interrupted, "-wal"));
        var lengths = new ArrayList<>(List.of(10L, 32L + 7 * FRAME + 2000, size - 1000));
        for (long frame = 0; FaultTable.isLong() && 32 + frame * FRAME < size; frame++) {
            lengths.addAll(
                    List.of(32 + frame * FRAME, 44 + frame * FRAME, 32 + frame * FRAME + 3000));
        }

        assertEarlierStateIsLeft(
                "torn tail of the WAL",
                lengths.stream()
                        .<Damage>map(length ->
                                log -> {
                                    try (FileChannel channel =
                                            FileChannel.open(log, StandardOpenOption.WRITE)) {
                                        channel.truncate(length);
                                    }
                                })
                        .toList());
    }

    @Test
    void flippedBitInTheLogLeavesAnEarlierState() throws IOException {
        long size = Files.size(file(interrupted, "-wal"));
        var random = new Random(SEED);

        assertEarlierStateIsLeft(
                "flipped bit in the WAL",
                random.longs(FaultTable.isLong() ? 200 : 3, 0, size)
                        .<Damage>mapToObj(at -> log -> flip(log, at))
                        .toList());
    }

    @Test
    void missingLogLeavesAnEarlierState() throws IOException {
        assertEarlierStateIsLeft("missing WAL", List.of(Files::delete));
    }

    @Test
    void flippedBitInARowIsNamedAndNothingIsRepaired() throws Exception {
        long begin = System.nanoTime();
        FaultRoot root = copy();
        sql(root, "PRAGMA wal_checkpoint(TRUNCATE)");
        flipEach(root.root().database(), "\"sandbox_id\":");
        byte[] before = Files.readAllBytes(root.root().database());

        Result started = command(root, "run", "flow");
        Result doctor = command(root, "doctor", "--verify");
        Result listed = command(root, "runs", "list");

        assertThat(started.exit()).isEqualTo(MISCONFIGURED);
        assertThat(started.err()).contains("damaged", run.value(), "swarm restore");
        assertThat(doctor.exit()).isEqualTo(MISCONFIGURED);
        assertThat(doctor.out()).contains(run.value());
        assertThat(listed.exit()).isZero();
        assertThat(Files.readAllBytes(root.root().database())).isEqualTo(before);
        tell("flipped bit in a row", "exit 78, named, nothing repaired", begin);
    }

    @Test
    void brokenPageIsNamedAndNothingIsRepaired() throws Exception {
        long begin = System.nanoTime();
        FaultRoot root = copy();
        sql(root, "PRAGMA wal_checkpoint(TRUNCATE)");
        long page = rootPage(root, "run_events");
        overwrite(root.root().database(), (page - 1) * PAGE, new byte[] {-1, -1, -1, -1, -1, -1});
        byte[] before = Files.readAllBytes(root.root().database());

        Result started = command(root, "run", "flow");
        Result doctor = command(root, "doctor");

        assertThat(started.exit()).isEqualTo(MISCONFIGURED);
        assertThat(started.err()).contains("registry.db", "damaged", "swarm restore");
        assertThat(doctor.exit()).isEqualTo(MISCONFIGURED);
        assertThat(doctor.out()).contains("registry.db: ", "It is damaged. Restore");
        assertThat(Files.readAllBytes(root.root().database())).isEqualTo(before);
        tell("broken page", "exit 78, named, nothing repaired", begin);
    }

    @Test
    void noEmptyDatabaseTakesThePlaceOfALostOne() throws Exception {
        long begin = System.nanoTime();
        FaultRoot lost = copy();
        Files.delete(lost.root().database());
        FaultRoot emptied = copy();
        Files.write(emptied.root().database(), new byte[0]);
        Files.delete(file(emptied, "-wal"));

        Result withoutFile = command(lost, "run", "flow");
        Result withoutTables = command(emptied, "run", "flow");

        assertThat(withoutFile.exit()).isEqualTo(MISCONFIGURED);
        assertThat(withoutFile.err()).contains("registry.db is missing");
        assertThat(lost.root().database()).doesNotExist();
        assertThat(withoutTables.exit()).isEqualTo(MISCONFIGURED);
        assertThat(withoutTables.err()).contains("not a registry, for it lacks its tables");
        assertThat(emptied.root().database()).isEmptyFile();
        tell("database missing, database empty", "exit 78, no other takes its place", begin);
    }

    @Test
    void registryOfANewerSwarmIsLeftAlone() throws Exception {
        long begin = System.nanoTime();
        FaultRoot root = copy();
        sql(root, "PRAGMA user_version = 99");
        sql(root, "PRAGMA wal_checkpoint(TRUNCATE)");
        byte[] before = Files.readAllBytes(root.root().database());

        Result started = command(root, "run", "flow");
        Result listed = command(root, "runs", "list");

        assertThat(List.of(started.exit(), listed.exit())).containsOnly(TOO_NEW);
        assertThat(started.err()).contains("made by a newer Swarm", "Nothing was changed");
        assertThat(Files.readAllBytes(root.root().database())).isEqualTo(before);
        tell("newer schema", "exit 76, untouched", begin);
    }

    private static void tell(String fault, String outcome, long begin) {
        FaultTable.add(fault, 1, outcome, Duration.ofNanos(System.nanoTime() - begin));
    }

    private static Result command(FaultRoot root, String... words) {
        return new Program(root.folder()).run(words);
    }

    private static void sql(FaultRoot root, String statement) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.root().database());
                var executing = connection.createStatement()) {
            executing.execute(statement);
        }
    }

    private static long rootPage(FaultRoot root, String table) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.root().database());
                var asking = connection.createStatement();
                var rows =
                        asking.executeQuery(
                                "SELECT rootpage FROM sqlite_master WHERE name = '"
                                        + table
                                        + "'")) {
            return rows.getLong(1);
        }
    }

    /// Changes a bit of the first character, wherever the text stands.
    private static void flipEach(Path file, String text) throws IOException {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (int at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + 1)) {
            flip(file, at + 1L);
        }
    }

    private static void flip(Path file, long at) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 1)}), at);
        }
    }

    private static void overwrite(Path file, long at, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), at);
        }
    }
}
