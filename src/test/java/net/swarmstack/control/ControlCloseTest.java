package net.swarmstack.control;

import static net.swarmstack.control.FakeControl.MINE;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.testing.Eventually;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The end of a server. That no thread and no file is left, [TestServer] proves in each test.
@Timeout(60)
final class ControlCloseTest {

    private static final String OK = "{\"ok\":true}\n";

    @TempDir Path folder;

    @Test
    void openConnectionsEnd() throws IOException {
        try (TestServer server = TestServer.in(folder);
                RawClient silent = RawClient.connect(server.socket());
                RawClient staying = RawClient.connect(server.socket());
                RawClient following = RawClient.connect(server.socket())) {
            staying.write("{\"v\":1,\"do\":\"stay\"}\n");
            following.write("{\"v\":1,\"do\":\"follow\",\"run\":\"" + MINE + "\"}\n");
            assertThat(staying.readLine()).isEqualTo(OK);
            assertThat(following.readLine()).isEqualTo(OK);
            assertThat(following.readLine()).isEqualTo("{\"seq\":1}\n");

            server.closeServer();

            assertThat(silent.readAll()).isEmpty();
            assertThat(staying.readAll()).isEmpty();
            assertThat(following.readAll()).isEmpty();
            assertThat(server.client().work()).isEqualTo(ControlReply.GONE);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void followerIsToldTheEndThatCameJustBefore() throws Exception {
        try (TestServer server = TestServer.in(folder)) {
            var heard = new Heard();
            Future<ControlReply> reply =
                    server.threads().submit(() -> server.client().follow(MINE, heard));
            Eventually.await("followed", () -> !server.control().followers().isEmpty());

            server.control().followers().getFirst().ended("succeeded");
            server.closeServer();

            assertThat(reply.get()).isEqualTo(ControlReply.DONE);
            assertThat(heard.all()).endsWith("succeeded");
        }
    }

    @Test
    void answerThatIsOnItsWayArrives() throws Exception {
        try (TestServer server = TestServer.in(folder)) {
            var isAsked = new CountDownLatch(1);
            server.control()
                    .reactWith(() -> {
                        isAsked.countDown();
                        // As when the process ends because its last run is cancelled.
                        Eventually.await("closing", () -> Files.notExists(server.socket()));
                    });
            Future<ControlReply> reply =
                    server.threads().submit(() -> server.client().cancel(MINE));
            isAsked.await();

            server.closeServer();

            assertThat(reply.get()).isEqualTo(ControlReply.DONE);
        }
    }

    @Test
    void requestThatTakesLongKeepsNobodyWaiting() throws Exception {
        try (TestServer server = TestServer.curt(folder)) {
            var isAsked = new CountDownLatch(1);
            var isOver = new CountDownLatch(1);
            server.control()
                    .reactWith(() -> {
                        isAsked.countDown();
                        await(isOver);
                    });
            Future<ControlReply> reply =
                    server.threads().submit(() -> server.client().cancel(MINE));
            isAsked.await();

            server.closeServer();

            assertThat(reply.get()).isEqualTo(ControlReply.GONE);
            isOver.countDown();
        }
    }

    @Test
    void conversationsLeaveNoDescriptor() throws Exception {
        try (TestServer warm = TestServer.in(folder)) {
            converse(warm);
        }
        long before = sockets();

        try (TestServer server = TestServer.in(folder)) {
            for (int i = 0; i < 100; i++) {
                converse(server);
            }
        }

        // The kernel closes a socket once nobody waits at it any more.
        Eventually.await("no more than before", () -> sockets() <= before);
    }

    @Test
    void connectionForWhichThereIsNoThreadEndsAndTheNextIsServed() throws Exception {
        try (TestServer server = TestServer.in(folder.resolve("a"))) {
            var tasks = new AtomicInteger();
            Path wanted = folder.resolve("b/1.sock");
            var other =
                    ControlServer.open(
                            wanted,
                            Map.of(),
                            server.control(),
                            TestServer.acceptor(),
                            task -> { // accepting takes none: see ControlServer
                                if (tasks.incrementAndGet() == 1) {
                                    throw new RejectedExecutionException("no thread");
                                }
                                server.threads().execute(task);
                            });
            try (other) {
                var client =
                        new ControlClient(
                                ProcessHandle.current().pid(), wanted, server.threads(), _ -> {});

                assertThat(client.work()).isEqualTo(ControlReply.GONE);
                assertThat(client.work()).isEqualTo(ControlReply.DONE);
            }
        }
    }

    private static void converse(TestServer server) throws Exception {
        assertThat(server.client().work()).isEqualTo(ControlReply.DONE);
        RawClient.ask(server.socket(), "nonsense\n");
        RawClient.connect(server.socket()).close();
    }

    private static long sockets() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(ControlCloseTest::isSocket).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // that of the listing itself
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
