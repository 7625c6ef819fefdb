package net.swarmstack.control;

import jdk.net.ExtendedSocketOptions;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/// Who is at the other end of a socket, as the system noted it when they connected. The mode of the
/// socket keeps others out already, but not the superuser; and where a dead process had its socket
/// in `/tmp`, anybody may put up one of the same name.
final class Peer {

    private Peer() {}

    /// The user of this process.
    static UserPrincipal self() throws IOException {
        return Files.getOwner(Path.of("/proc/self"));
    }

    /// The user of the other.
    static UserPrincipal of(SocketChannel channel) throws IOException {
        return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    }

    static boolean isSelf(SocketChannel channel) throws IOException {
        return of(channel).equals(self());
    }
}
