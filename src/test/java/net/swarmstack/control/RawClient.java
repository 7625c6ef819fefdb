package net.swarmstack.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// Speaks to a server in any way that it likes.
final class RawClient implements AutoCloseable {

    private final SocketChannel channel;

    private RawClient(SocketChannel channel) {
        this.channel = channel;
    }

    static RawClient connect(Path socket) throws IOException {
        return new RawClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    /// All that a server answers to a text until it closes.
    static String ask(Path socket, String text) throws IOException {
        try (RawClient client = connect(socket)) {
            client.write(text);
            return client.readAll();
        }
    }

    void write(String text) throws IOException {
        write(text.getBytes(UTF_8));
    }

    void write(byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    /// Sends nothing more.
    void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    /// What comes up to and with the next end of line, or to the end.
    String readLine() throws IOException {
        var line = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (line.indexOf("\n") < 0 && channel.read(one.clear()) > 0) {
            line.append((char) one.get(0));
        }
        return line.toString();
    }

    /// What comes until the server closes; a reset after it is as good.
    String readAll() throws IOException {
        var all = new StringBuilder();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            all.append(line);
        }
        return all.toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
