package net.swarmstack.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// An HTTP server on loopback that stands in for one of the world's: it answers as it is told, well
/// or badly, and remembers what it was asked. Each request has a thread of its own.
public final class StandInServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Function<Received, Reply> answers;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private StandInServer(HttpServer server, Function<Received, Reply> answers) {
        this.server = server;
        this.answers = answers;
    }

    /// Starts one, at a free port.
    ///
    /// @param answers called once for each request, by several threads
    public static StandInServer start(Function<Received, Reply> answers) {
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            var standIn = new StandInServer(HttpServer.create(address, 0), answers);
            standIn.server.setExecutor(standIn.threads);
            standIn.server.createContext("/", standIn::handle);
            standIn.server.start();
            return standIn;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The URL of a path, which begins with a slash.
    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /// What it was asked, in order.
    public List<Received> received() {
        return List.copyOf(received);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        var request =
                new Received(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        headers(exchange),
                        new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        received.add(request);
        try (exchange) {
            send(exchange, answers.apply(request));
        }
    }

    private static Map<String, String> headers(HttpExchange exchange) {
        var headers = new TreeMap<String, String>();
        exchange.getRequestHeaders()
                .forEach((name, values) ->
                        headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        return headers;
    }

    private void send(HttpExchange exchange, Reply reply) throws IOException {
        switch (reply) {
            case Reply.Answer(var status, var headers, var body) -> {
                headers.forEach(exchange.getResponseHeaders()::add);
                byte[] bytes = body.getBytes(UTF_8);
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
            case Reply.Stream(var headers, var parts) -> {
                headers.forEach(exchange.getResponseHeaders()::add);
                exchange.sendResponseHeaders(200, 0);
                for (String part : parts) {
                    exchange.getResponseBody().write(part.getBytes(UTF_8));
                    exchange.getResponseBody().flush();
                }
            }
            case Reply.Slow(var pause, var late) -> {
                waitFor(pause);
                send(exchange, late);
            }
            case Reply.Silence() -> waitFor(Duration.ofDays(1));
            case Reply.Cut(var sent) -> cut(exchange, sent.getBytes(UTF_8));
            case Reply.Endless(var part) -> sendForEver(exchange, part.getBytes(UTF_8));
        }
    }

    /// Until so much time has passed, or the server is closed.
    private void waitFor(Duration pause) {
        try {
            closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The caller closes the exchange, and with it the connection, for the answer isn't whole.
    private static void cut(HttpExchange exchange, byte[] sent) throws IOException {
        if (sent.length > 0) {
            exchange.sendResponseHeaders(200, sent.length + 1000L);
            exchange.getResponseBody().write(sent);
            exchange.getResponseBody().flush();
        }
    }

    /// Until the other side hangs up.
    private static void sendForEver(HttpExchange exchange, byte[] part) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        while (true) {
            body.write(part);
        }
    }

    /// A request.
    ///
    /// @param path with the query
    /// @param headers by their names in lower case
    public record Received(String method, String path, Map<String, String> headers, String body) {}

    /// What is sent back.
    public sealed interface Reply {

        /// A whole answer; an empty body is none.
        record Answer(int status, Map<String, String> headers, String body) implements Reply {}

        /// A whole answer of status 200, of which each part is sent by itself.
        record Stream(Map<String, String> headers, List<String> parts) implements Reply {}

        /// Another reply, but late.
        record Slow(Duration pause, Reply late) implements Reply {}

        /// Nothing, ever, on a connection that stays open.
        record Silence() implements Reply {}

        /// The first part of a longer answer, then the end of the connection. Of an empty part not
        /// even the status comes.
        record Cut(String sent) implements Reply {}

        /// A body that never ends.
        record Endless(String part) implements Reply {}
    }
}
