package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

@Timeout(60)
final class WriterTest {

    @TempDir Path folder;
    private Database database;
    private Statements statements;
    private Writer writer;
    private Reader reader;

    @BeforeEach
    void open() throws SQLException {
        Path file = folder.resolve("registry.db");
        Registry.create(file);
        database = new Database(file);
        statements = new Statements(database.openWriter());
        statements.script("CREATE TABLE numbers (n INTEGER PRIMARY KEY, text TEXT)");
        writer = new Writer(statements, database.presence(), Thread::new);
        reader = new Reader(database);
    }

    @AfterEach
    void close() {
        reader.close();
        writer.close();
    }

    @Test
    void aWriteIsThereWhenTheCallReturns() {
        write(1);

        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aWriteIsNotAcknowledgedWhereTheFileIsNotThereAnyMore() throws IOException {
        write(1);
        Path file = database.file();
        Files.move(file, folder.resolve("elsewhere.db"));

        assertRefused(2);
        Files.copy(folder.resolve("elsewhere.db"), file);
        assertRefused(3); // another file, and this writer is broken
    }

    private void assertRefused(int number) {
        assertThatThrownBy(() -> write(number))
                .isInstanceOfSatisfying(
                        SwarmException.class,
                        e -> assertThat(e.code()).isEqualTo(Code.STORE_FAILED))
                .hasMessageStartingWith(
                        database.file()
                                + " was deleted or replaced while this process had it open");
    }

    @Test
    void aWriteIsNotAcknowledgedWhereAnotherFileIsThere() throws IOException {
        Files.copy(database.file(), folder.resolve("other.db"));
        write(1);
        Files.move(
                folder.resolve("other.db"), database.file(), StandardCopyOption.REPLACE_EXISTING);

        assertRefused(2);
    }

    @Test
    void writesThatComeMeanwhileShareACommit() throws InterruptedException {
        CountDownLatch go = holdWriter();
        List<Thread> callers =
                IntStream.range(0, 200).mapToObj(n -> start(() -> write(n))).toList();
        awaitAllParked(callers);
        long before = writer.commits();

        go.countDown();
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(count()).isEqualTo(200);
        assertThat(writer.commits() - before).isEqualTo(1);
    }

    @Test
    void aBatchHasABound() throws InterruptedException {
        CountDownLatch go = holdWriter();
        List<Thread> callers =
                IntStream.range(0, 600).mapToObj(n -> start(() -> write(n))).toList();
        awaitAllParked(callers);
        long before = writer.commits();

        go.countDown();
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(writer.commits() - before).isEqualTo(3);
    }

    @Test
    void oneBadWriteDoesNotFailItsNeighbours() throws InterruptedException {
        write(7);
        CountDownLatch go = holdWriter();
        var refused = new CompletableFuture<SwarmException>();
        List<Thread> callers = new ArrayList<>();
        for (int n = 0; n < 20; n++) {
            int number = n;
            callers.add(
                    start(() -> {
                        try {
                            write(number);
                        } catch (SwarmException e) {
                            refused.complete(e);
                        }
                    }));
        }
        awaitAllParked(callers);

        go.countDown();
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(count()).isEqualTo(20);
        assertThat(refused.join().code()).isEqualTo(Code.CONFLICT);
    }

    @Test
    void aFullDiskLosesNothingAndWorkGoesOnWhenThereIsRoom() {
        write(1);
        writer.run("limit", () -> pragma("max_page_count = 1")); // the least it may be: as it is
        String large = "x".repeat(1 << 20);

        assertThatThrownBy(() ->
                        writer.write(
                                "write much",
                                s -> s.update("INSERT INTO numbers VALUES (2, ?)", large)))
                .hasMessageContaining("make room")
                .extracting("code")
                .isEqualTo(Code.DISK_FULL);
        assertThat(count()).isEqualTo(1);
        writer.run("unlimit", () -> pragma("max_page_count = 1000000"));
        write(3);

        assertThat(count()).isEqualTo(2);
    }

    @Test
    void anInterruptedCallerStillLearnsTheOutcome() throws InterruptedException {
        var interruptedAfter = new CompletableFuture<Boolean>();
        Thread caller =
                start(() -> {
                    Thread.currentThread().interrupt();
                    write(1);
                    interruptedAfter.complete(Thread.currentThread().isInterrupted());
                });

        caller.join();

        assertThat(count()).isEqualTo(1);
        assertThat(interruptedAfter.join()).isTrue();
    }

    @Test
    void anUnexpectedExceptionReachesTheCallerAndTheWriterGoesOn() {
        assertThatThrownBy(() ->
                        writer.write(
                                "fail",
                                s -> {
                                    throw new IllegalStateException("bang");
                                }))
                .hasMessageContaining("bang")
                .extracting("code")
                .isEqualTo(Code.INTERNAL);

        write(1);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void afterAnIoErrorNothingIsWrittenAnyMore() {
        assertThatThrownBy(() ->
                        writer.write(
                                "write",
                                s -> {
                                    throw new SQLException("disk I/O error", "", 10);
                                }))
                .extracting("code")
                .isEqualTo(Code.STORE_FAILED);

        assertThatThrownBy(() -> write(1)).extracting("code").isEqualTo(Code.STORE_FAILED);
        assertThat(count()).isZero();
    }

    @Test
    void noRoomForTheSharedMemoryIsAFullDisk() {
        var failure = new SQLiteException("disk I/O error", SQLiteErrorCode.SQLITE_IOERR_SHMSIZE);

        assertThat(SqlFailure.of("open it", failure))
                .hasMessageContaining("make room")
                .extracting("code")
                .isEqualTo(Code.DISK_FULL);
    }

    @Test
    void afterCloseAWriteIsRefused() {
        writer.close();

        assertThatThrownBy(() -> write(1)).hasMessageContaining("closed");
    }

    @Test
    void whileItIsLockedNobodyElseWritesAndAfterwardsTheyDo() throws SQLException {
        try (var other =
                DriverManager.getConnection("jdbc:sqlite:" + database.file() + "?busy_timeout=0")) {
            writer.run("lock", () -> writer.locked(() -> assertThat(canWrite(other)).isFalse()));

            assertThat(canWrite(other)).isTrue();
        }
        write(1);
        assertThat(count()).isEqualTo(1);
    }

    private static boolean canWrite(Connection other) {
        try (var statement = other.createStatement()) {
            return statement.executeUpdate("DELETE FROM numbers") == 0;
        } catch (SQLException e) {
            assertThat(e.getErrorCode()).isEqualTo(SQLiteErrorCode.SQLITE_BUSY.code);
            return false;
        }
    }

    private void write(int number) {
        writer.write(
                "write " + number, s -> s.update("INSERT INTO numbers VALUES (?, '')", number));
    }

    /// Runs on the writer's thread, which waits for it.
    private void pragma(String setting) {
        try {
            statements.script("PRAGMA " + setting);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private int count() {
        return reader.read(
                s -> s.query("SELECT count(*) FROM numbers", r -> r.next() ? r.getInt(1) : -1));
    }

    /// Keeps the writer busy until the latch is counted down.
    private CountDownLatch holdWriter() throws InterruptedException {
        var go = new CountDownLatch(1);
        var held = new CountDownLatch(1);
        start(() ->
                writer.run(
                        "hold",
                        () -> {
                            held.countDown();
                            await(go);
                        }));
        held.await();
        return go;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Thread start(Runnable work) {
        return Thread.ofPlatform().daemon().start(work);
    }

    private static void awaitAllParked(List<Thread> threads) {
        for (Thread thread : threads) {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
    }
}
