package net.swarmstack.control;

import net.swarmstack.model.Reason;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A socket that listens, and its file, which is there as long as it does.
record Listener(ServerSocketChannel channel, Path path) implements AutoCloseable {

    /// Processes that wait to be accepted; the system may cut it down.
    private static final int BACKLOG = 1024;

    /// Listens at the first place that can have a socket.
    ///
    /// @throws SwarmException `MISCONFIGURED` where none can
    static Listener open(Path wanted, Map<String, String> environment) {
        return open(SocketPlace.candidates(wanted, environment));
    }

    static Listener open(List<SocketPlace> places) {
        List<String> reasons = new ArrayList<>();
        for (SocketPlace place : places) {
            try {
                return open(place);
            } catch (IOException e) {
                reasons.add(place.folder() + " (" + Reason.of(e) + ")");
            }
        }
        throw new SwarmException(
                Code.MISCONFIGURED,
                "can't have a socket for other processes in "
                        + String.join(", nor in ", reasons)
                        + ". Make one of these folders writable for this user.");
    }

    private static Listener open(SocketPlace place) throws IOException {
        Path path = place.prepare();
        try {
            return bind(path);
        } catch (IOException e) {
            SocketPlace.delete(path);
            throw e;
        }
    }

    private static Listener bind(Path path) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return new Listener(channel, path);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() {
        try (channel) {
            SocketPlace.delete(path);
        } catch (IOException e) {
            throw new SwarmException(
                    Code.STORE_FAILED, "can't close the socket " + path + ": " + Reason.of(e), e);
        }
    }
}
