package net.swarmstack.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// What [OtherUser] does, as a program without any other class, for another user can't read where
/// those lie. `ask SOCKET TEXT` prints all that comes back; `listen SOCKET` says yes to one
/// request.
final class OtherUserProgram {

    private OtherUserProgram() {}

    public static void main(String[] arguments) throws IOException {
        var socket = UnixDomainSocketAddress.of(arguments[1]);
        if (arguments[0].equals("ask")) {
            ask(socket, arguments[2]);
        } else {
            listen(socket);
        }
    }

    private static void ask(UnixDomainSocketAddress socket, String text) throws IOException {
        try (SocketChannel channel = SocketChannel.open(socket)) {
            try {
                channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
            } catch (IOException e) {
                // The answer may come before the question.
            }
            Channels.newInputStream(channel).transferTo(System.out);
            System.out.flush();
        }
    }

    private static void listen(UnixDomainSocketAddress socket) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(socket);
            System.out.println("listens");
            try (SocketChannel channel = server.accept()) {
                channel.read(ByteBuffer.allocate(4096));
                channel.write(ByteBuffer.wrap("{\"ok\":true}\n".getBytes(UTF_8)));
            }
        }
    }
}
