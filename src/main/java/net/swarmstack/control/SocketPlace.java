package net.swarmstack.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where the socket of a process may lie.
///
/// A socket comes to be with the mode that the umask leaves, and a JVM can't set that: until the
/// socket has a mode of its own, its folder keeps others out, for nobody but the user may enter.
///
/// @param folder of the socket, or where it is fresh, of the folder that is made for it
/// @param isFresh whether a folder is made for this socket alone
record SocketPlace(Path folder, String name, boolean isFresh) {

    /// The longest path of a socket: Linux takes 107 bytes and a zero, Java one less.
    static final int MAX_BYTES = 106;

    /// What [Files#createTempDirectory] makes of its prefix, which is never longer than this.
    private static final String PREFIX = "swarm-";

    private static final String LONGEST = PREFIX + "9".repeat(20);
    private static final Pattern FRESH = Pattern.compile(PREFIX + "\\d+");
    private static final Path TEMPORARY = Path.of("/tmp");

    /// The places with room for a path, best first.
    ///
    /// @param wanted an absolute path
    static List<SocketPlace> candidates(Path wanted, Map<String, String> environment) {
        String name = String.valueOf(wanted.getFileName());
        return Stream.concat(
                        Stream.of(new SocketPlace(wanted.resolveSibling(""), name, false)),
                        Stream.concat(runtimeFolder(environment), Stream.of(TEMPORARY))
                                .map(parent -> new SocketPlace(parent, name, true)))
                .filter(SocketPlace::hasRoom)
                .toList();
    }

    /// `$XDG_RUNTIME_DIR`; the standard says that it is to be ignored where it is relative.
    private static Stream<Path> runtimeFolder(Map<String, String> environment) {
        return Stream.ofNullable(environment.get("XDG_RUNTIME_DIR"))
                .map(Path::of)
                .filter(Path::isAbsolute);
    }

    private boolean hasRoom() {
        Path parent = isFresh ? folder.resolve(LONGEST) : folder;
        return parent.resolve(name).toString().getBytes(UTF_8).length <= MAX_BYTES;
    }

    /// Makes the folder, and room in it: another socket of this name is of a process that is dead.
    ///
    /// @return where to bind the socket
    Path prepare() throws IOException {
        if (isFresh) {
            requireOwnOrShared();
            return Files.createTempDirectory(folder, PREFIX).resolve(name);
        }
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Path socket = folder.resolve(name);
        Files.deleteIfExists(socket);
        return socket;
    }

    /// A session's folder goes with the session, so that of another user is none.
    private void requireOwnOrShared() throws IOException {
        if (!folder.equals(TEMPORARY)) {
            UserPrincipal owner = Files.getOwner(folder);
            if (!owner.equals(Peer.self())) {
                throw new IOException("it belongs to " + owner.getName());
            }
        }
    }

    /// Deletes a socket, and the folder that was made for it alone; what is not there is fine.
    static void delete(Path socket) throws IOException {
        Files.deleteIfExists(socket);
        Path folder = socket.resolveSibling("");
        if (FRESH.matcher(String.valueOf(folder.getFileName())).matches()) {
            try {
                Files.deleteIfExists(folder);
            } catch (DirectoryNotEmptyException e) {
                // Not ours alone: somebody named a folder so.
            }
        }
    }
}
