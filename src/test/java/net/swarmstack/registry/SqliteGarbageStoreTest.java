package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.catalog.GarbageStore;
import net.swarmstack.catalog.GarbageStore.Amount;
import net.swarmstack.catalog.GarbageStore.Sweep;
import net.swarmstack.engine.History;
import net.swarmstack.model.Artifact;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.Timestamps;
import net.swarmstack.testing.ChildJvm;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

@Timeout(120)
final class SqliteGarbageStoreTest {

    private static final FileTime OLD = FileTime.from(RunScript.START.minus(Duration.ofDays(1)));
    private static final Sweep SWEEP = new Sweep(RunScript.START, false);

    @TempDir Path folder;
    private TestRegistry test;
    private GarbageStore store;

    @BeforeEach
    void open() {
        test = TestRegistry.in(folder);
        store = test.registry().garbage();
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void workBeganWithTheOldestOpenRunOfALivingProcess() {
        append(new RunScript(RunScript.run(2)).after(Duration.ofHours(5)));
        append(new RunScript(RunScript.run(1)).after(Duration.ofHours(3)));

        assertThat(store.workSince()).contains(RunScript.START.plus(Duration.ofHours(3)));
    }

    @Test
    void whoHasDoneWithItsRunsHasNothingInHand() throws SQLException {
        append(new RunScript(RunScript.run(1)));
        test.tamper("UPDATE workflow_runs SET owner_epoch = NULL");

        assertThat(store.workSince()).isEmpty();
    }

    @Test
    void endedRunIsWorkUntilItsHandlersAreOver() throws SQLException {
        append(new RunScript(RunScript.run(1)));
        test.tamper("UPDATE workflow_runs SET status = 'succeeded'");

        assertThat(store.workSince()).contains(RunScript.START);
    }

    @Test
    void processThatIsGoneHasNothingInHand() throws Exception {
        try (var child = ChildJvm.start(ChildOwner.class, folder)) {
            assertThat(child.readLine()).isEqualTo("owns");
            assertThat(store.workSince()).contains(RunScript.START);

            child.kill();

            assertThat(store.workSince()).isEmpty();
        }
    }

    @Test
    void runIsThereWithItsRowOrWithItsEventsAlone() throws SQLException {
        append(new RunScript(RunScript.run(1)));
        append(new RunScript(RunScript.run(2)));
        test.tamper("DELETE FROM run_events WHERE run_id = '" + RunScript.run(1) + "'");
        test.tamper("DELETE FROM workflow_runs WHERE id = '" + RunScript.run(2) + "'");

        assertThat(store.hasRun(RunScript.run(1))).isTrue();
        assertThat(store.hasRun(RunScript.run(2))).isTrue();
        assertThat(store.hasRun(RunScript.run(3))).isFalse();
    }

    @Test
    void packageOfADeletedAgentIsRegisteredForAWhile() {
        var digest = new Sha256("0".repeat(64));
        Instant deletedAt = RunScript.START;
        test.registry()
                .deletions()
                .deleteAgents(List.of(RunScript.AGENT_ID), Timestamps.format(deletedAt));

        assertThat(store.isRegistered(digest, deletedAt)).isTrue();
        assertThat(store.isRegistered(digest, deletedAt.plusMillis(1))).isFalse();
    }

    @Test
    void lockFilesOfTheDeadAreRemovedAndNoOthers() throws Exception {
        try (var child = ChildJvm.start(ChildOwner.class, folder)) {
            assertThat(child.readLine()).isEqualTo("owns"); // as owner 1
            lock("1.lock", OLD);
            test.tamper("DELETE FROM owners");
            lock("7.lock", OLD);
            lock("7.sock", OLD);
            lock("10.lock", OLD);
            lock("8.lock", FileTime.from(RunScript.START));
            lock("mine.lock", OLD);
            lock("9.lock", OLD);
            test.tamper(
                    "INSERT INTO owners (epoch, pid, started_at) VALUES (9, 1, '2026-01-02T03:04:05.006Z')");

            assertThat(store.removeLocks(new Sweep(RunScript.START, true)).count()).isEqualTo(2);
            assertThat(store.removeLocks(SWEEP)).isEqualTo(new Amount(2, 0));

            assertThat(folder.resolve("owners"))
                    .isDirectoryNotContaining("glob:**/7.*")
                    .isDirectoryContaining("glob:**/1.lock")
                    .isDirectoryContaining("glob:**/8.lock")
                    .isDirectoryContaining("glob:**/9.lock")
                    .isDirectoryContaining("glob:**/10.lock")
                    .isDirectoryContaining("glob:**/mine.lock");
        }
    }

    private void lock(String name, FileTime at) throws IOException {
        Path file = folder.resolve("owners").resolve(name);
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        Files.setLastModifiedTime(file, at);
    }

    @Test
    void registryThatIsOpenForReadingOnlyRemovesNothing() {
        try (ReadOnlyRegistry registry = Registry.openReadOnly(test.database(), test.blobs())) {
            assertThatThrownBy(() -> registry.garbage().removeLocks(SWEEP))
                    .extracting("code")
                    .isEqualTo(Code.INTERNAL);
        }
    }

    /// Old values that nothing refers to are used again by runs of one process while another
    /// collects: each is removed before, and written anew, or not at all.
    @Test
    void valuesThatAreRecordedWhileGarbageIsCollectedStay() throws Exception {
        History history = test.registry().history();
        var payloads = new ArrayList<Payload.Stored>();
        try (var collector = new Collector()) {
            for (int n = 1; n <= 300; n++) {
                JsonNode value =
                        Json.object().put("n", n).put("text", " ".repeat(Payload.MAX_INLINE_BYTES));
                age(((Payload.Stored) history.keep(value)).sha256());
                payloads.add(use(history, value, n % 2 == 0));
                RunScript script =
                        new RunScript(RunScript.run(n))
                                .accepted(RunScript.inline("m", "x"), "a")
                                .resolved("a", payloads.getLast());
                history.append(script.id(), script.take());
            }
            collector.finish();
        }

        assertThat(payloads).allSatisfy(payload -> history.load(payload));
    }

    /// As an output, or as a file that an agent left.
    private static Payload.Stored use(History history, JsonNode value, boolean asFile) {
        if (!asFile) {
            return (Payload.Stored) history.keep(value);
        }
        byte[] bytes = Json.compactBytes(value);
        Artifact file = history.keepFile("file", new ByteArrayInputStream(bytes));
        return new Payload.Stored(file.sha256(), file.sizeBytes(), "");
    }

    private void age(Sha256 digest) throws IOException {
        Files.setLastModifiedTime(test.blobs().resolve(BlobStore.name(digest)), OLD);
    }

    /// Collects on a thread of its own, with a registry of its own, again and again.
    private final class Collector implements AutoCloseable {

        private final AtomicBoolean isEnough = new AtomicBoolean();
        private final CompletableFuture<Long> rounds =
                CompletableFuture.supplyAsync(
                        this::collect, task -> Thread.ofPlatform().start(task));

        private long collect() {
            try (Registry other =
                    Registry.open(
                            test.database(),
                            test.blobs(),
                            Thread::new,
                            InstantSource.fixed(RunScript.START))) {
                GarbageStore garbage = other.garbage();
                long count = 0;
                while (!isEnough.get()) {
                    garbage.removeBlobs(garbage.references(), SWEEP);
                    count++;
                }
                return count;
            }
        }

        void finish() {
            isEnough.set(true);
            assertThat(rounds.join()).isGreaterThan(1);
        }

        @Override
        public void close() {
            isEnough.set(true);
            rounds.exceptionally(_ -> 0L).join();
        }
    }

    private void append(RunScript script) {
        script.accepted(RunScript.inline("m", "x"), "a");
        test.registry().history().append(script.id(), script.take());
    }
}
