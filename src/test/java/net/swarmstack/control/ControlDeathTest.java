package net.swarmstack.control;

import static net.swarmstack.control.FakeControl.MINE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.testing.ChildJvm;
import net.swarmstack.testing.Eventually;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// What others see of a process that is killed, stopped or at the end of its means.
@Timeout(60)
final class ControlDeathTest {

    private static final String WORK = "{\"v\":1,\"do\":\"work\"}\n";

    /// So long that no test waits for it.
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<String> hints = new ConcurrentLinkedQueue<>();
    private ChildJvm child;
    private String pid;
    private Path socket;

    @BeforeEach
    void start() throws IOException {
        socket = folder.resolve("owners/1.sock");
        child = ChildJvm.start(ChildServer.class, socket);
        pid = child.readLine();
    }

    @AfterEach
    void end() {
        child.close();
        threads.close();
    }

    @Test
    void followerSeesTheDeathAtOnce() throws Exception {
        var heard = new Heard();
        Future<ControlReply> reply = threads.submit(() -> client().follow(MINE, heard));
        Eventually.await("1 is heard", () -> heard.all().contains("1"));

        child.kill();

        assertThat(reply.get(5, TimeUnit.SECONDS)).isEqualTo(ControlReply.GONE);
        assertThat(heard.all()).containsExactly("1");
    }

    @Test
    void whoAwaitsTheEndSeesItAtOnce() throws Exception {
        Future<?> end =
                threads.submit(() -> {
                    client().awaitEnd();
                    return true;
                });
        assertThat(client().work()).isEqualTo(ControlReply.DONE);
        assertThat(end.isDone()).isFalse();

        child.kill();

        assertThat(end.get(5, TimeUnit.SECONDS)).isEqualTo(true);
    }

    @Test
    void deadProcessIsGoneWhetherItsSocketIsThereOrNot() throws Exception {
        child.kill();
        assertThat(socket).exists();
        assertThat(client().cancel(MINE)).isEqualTo(ControlReply.GONE);
        client().awaitEnd();

        ControlServer.sweep(socket);

        assertThat(socket).doesNotExist();
        assertThat(client().cancel(MINE)).isEqualTo(ControlReply.GONE);
        client().awaitEnd();
    }

    @Test
    void deadProcessWhoseFolderIsGoneIsGone() throws Exception {
        var client = client(folder.resolve("none/1.sock"));

        assertThat(client.work()).isEqualTo(ControlReply.GONE);
    }

    @Test
    void processThatIsStoppedIsBusy() throws Exception {
        signal("STOP");
        try {
            var client = hasty(Duration.ofMillis(100), Duration.ofMillis(500), LONG);

            assertThatThrownBy(() -> client.cancel(MINE))
                    .isInstanceOfSatisfying(
                            SwarmException.class, e -> assertThat(e.code()).isEqualTo(Code.BUSY))
                    .hasMessageStartingWith(
                            "process %1$s executes runs here and does not answer. If it is stopped,"
                                    + " kill -CONT %1$s lets it go on,",
                            pid);
            assertThat(hints)
                    .containsExactly(
                            ("waiting for process %1$s, which executes runs here and does not"
                                            + " answer. If it is stopped: kill -CONT %1$s")
                                    .formatted(pid));
        } finally {
            signal("CONT");
        }
        assertThat(client().cancel(MINE)).isEqualTo(ControlReply.DONE);
    }

    @Test
    void processThatIsStoppedWhileItIsFollowedIsBusy() throws Exception {
        var client = hasty(LONG, Duration.ofMillis(500), Duration.ofMillis(10));
        var heard = new Heard();
        Future<ControlReply> reply = threads.submit(() -> client.follow(MINE, heard));
        Eventually.await("1 is heard", () -> heard.all().contains("1"));

        signal("STOP");
        try {
            assertThat(reply)
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .withMessageContaining("process " + pid + " executes runs here");
        } finally {
            signal("CONT");
        }
    }

    @Test
    void processThatAnswersIsFollowedHoweverLongItHasNothingToSay() throws Exception {
        var client = hasty(LONG, LONG, Duration.ofMillis(1));
        var heard = new Heard();
        Future<ControlReply> reply = threads.submit(() -> client.follow(MINE, heard));
        Eventually.await("1 is heard", () -> heard.all().contains("1"));
        for (int pulses = 0; pulses < 20; pulses++) {
            client.work();
        }

        assertThat(reply.isDone()).isFalse();
        child.kill();
        assertThat(reply.get(5, TimeUnit.SECONDS)).isEqualTo(ControlReply.GONE);
    }

    @Test
    void processWithoutADescriptorLeftAnswersWhenItHasOneAgain() throws Exception {
        assertThat(client().work()).isEqualTo(ControlReply.DONE); // what it needs is loaded
        run("prlimit", "--nofile=200:200", "--pid", pid);
        order("hog");

        try (RawClient client = RawClient.connect(socket)) {
            client.write(WORK);
            order("free");

            assertThat(client.readAll()).isEqualTo("{\"ok\":true}\n");
        }
    }

    @Test
    void whatCantBeReachedIsNotTakenForDead() throws Exception {
        Path link = folder.resolve("loop");
        Files.createSymbolicLink(link, link);
        var client = client(link.resolve("1.sock"));

        assertThatThrownBy(() -> client.work())
                .isInstanceOfSatisfying(
                        SwarmException.class,
                        e -> assertThat(e.code()).isEqualTo(Code.MISCONFIGURED))
                .hasMessageStartingWith("can't reach the process that listens at " + link);
    }

    private ControlClient client() {
        return client(socket);
    }

    private ControlClient client(Path listening) {
        return new ControlClient(Long.parseLong(pid), listening, threads, _ -> {});
    }

    /// One that soon loses patience.
    private ControlClient hasty(Duration hint, Duration answer, Duration pulse) {
        return new ControlClient(
                Long.parseLong(pid),
                socket,
                threads,
                hints::add,
                new Patience(hint, answer, pulse));
    }

    private void order(String word) throws IOException {
        child.writeLine(word);
        assertThat(child.readLine()).isEqualTo(word);
    }

    private void signal(String name) throws Exception {
        run("kill", "-" + name, pid);
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
