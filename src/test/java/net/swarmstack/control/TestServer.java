package net.swarmstack.control;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.testing.Eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/// A server with a [FakeControl]. Closing it proves that it leaves neither a thread nor a file.
final class TestServer implements AutoCloseable {

    private static final int CONNECTIONS = ControlLimits.STANDARD.connections();

    /// So short that a test can wait for it, and so long that a busy machine keeps to it.
    private static final Duration SHORT = Duration.ofSeconds(1);

    /// So long that no test waits for it.
    private static final Duration LONG = Duration.ofSeconds(60);

    private final FakeControl control = new FakeControl();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ControlServer server;

    private TestServer(Path folder, ControlLimits limits) {
        Listener listener = Listener.open(folder.resolve("owners/1.sock"), Map.of());
        this.server = ControlServer.open(listener, control, acceptor(), threads, limits);
    }

    /// Makes the thread that accepts.
    static ThreadFactory acceptor() {
        return Thread.ofPlatform().daemon().factory();
    }

    static TestServer in(Path folder) {
        return new TestServer(folder, new ControlLimits(CONNECTIONS, LONG, LONG, LONG));
    }

    /// One that soon turns out who sends no request.
    static TestServer hurrying(Path folder) {
        return new TestServer(folder, new ControlLimits(CONNECTIONS, SHORT, LONG, LONG));
    }

    /// One that soon drops who does not read.
    static TestServer impatient(Path folder) {
        return new TestServer(folder, new ControlLimits(CONNECTIONS, LONG, SHORT, LONG));
    }

    /// One that closes whether it has answered or not.
    static TestServer curt(Path folder) {
        return new TestServer(folder, new ControlLimits(CONNECTIONS, LONG, LONG, SHORT));
    }

    FakeControl control() {
        return control;
    }

    Path socket() {
        return server.socket();
    }

    ControlClient client() {
        return new ControlClient(ProcessHandle.current().pid(), socket(), threads, _ -> {});
    }

    /// Something that happens beside the test's own thread.
    ExecutorService threads() {
        return threads;
    }

    /// Closes the server alone; what else the test started may go on.
    void closeServer() {
        server.close();
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdown();
        Eventually.await("all threads have ended", threads::isTerminated);
        assertThat(control.followers()).as("followers left").isEmpty();
        try (var left = Files.list(socket().getParent())) {
            assertThat(left).as("files left").isEmpty();
        }
    }
}
