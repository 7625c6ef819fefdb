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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// What others see of a process that is killed, stopped or at the end of its means.
@Timeout(60)
final class ControlDeathTest {

    private static final String WORK = "{\"v\":1,\"do\":\"work\"}\n";

    @TempDir Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
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
        var client = new ControlClient(folder.resolve("none/1.sock"), threads);

        assertThat(client.work()).isEqualTo(ControlReply.GONE);
    }

    @Test
    void processThatIsStoppedIsBusy() throws Exception {
        signal("STOP");
        try {
            var client = new ControlClient(socket, threads, Duration.ofMillis(300));

            assertThatThrownBy(() -> client.cancel(MINE))
                    .isInstanceOfSatisfying(
                            SwarmException.class, e -> assertThat(e.code()).isEqualTo(Code.BUSY))
                    .hasMessage(
                            "the process that listens at %s does not answer. It may be stopped"
                                    + " (kill -CONT lets it go on), or wait for another that writes the"
                                    + " registry: try again.",
                            socket);
        } finally {
            signal("CONT");
        }
        assertThat(client().cancel(MINE)).isEqualTo(ControlReply.DONE);
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
        var client = new ControlClient(link.resolve("1.sock"), threads);

        assertThatThrownBy(() -> client.work())
                .isInstanceOfSatisfying(
                        SwarmException.class,
                        e -> assertThat(e.code()).isEqualTo(Code.MISCONFIGURED))
                .hasMessageStartingWith("can't reach the process that listens at " + link);
    }

    private ControlClient client() {
        return new ControlClient(socket, threads);
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
