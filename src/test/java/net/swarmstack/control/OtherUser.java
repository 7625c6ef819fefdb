package net.swarmstack.control;

import net.swarmstack.testing.JavaProgram;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Another user than the one of the tests, where those may become one: only the superuser can.
final class OtherUser {

    private static final String NOBODY = "65534";

    private OtherUser() {}

    static boolean canBe() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    /// A folder that belongs to another.
    ///
    /// @param mine becomes it, where this user can give it away
    static Path folder(Path mine) throws IOException {
        if (!canBe()) {
            return Path.of("/");
        }
        Files.createDirectory(mine);
        return Files.setOwner(
                mine,
                mine.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NOBODY));
    }

    /// What a server answers to another user where there can be one, else to this one. The socket
    /// is opened to all first.
    static String ask(Path socket, String text) throws IOException {
        openToAll(socket.getParent());
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
        Process process = start(socket.getParent(), "ask", socket.toString(), text);
        return String.join("\n", process.inputReader().readAllLines());
    }

    /// Listens as another user where there can be one, else as this one.
    static Server listen(Path socket) throws IOException {
        openToAll(socket.getParent());
        Process process = start(socket.getParent(), "listen", socket.toString());
        String line = process.inputReader().readLine();
        if (!"listens".equals(line)) {
            throw new IOException("the other user said " + line);
        }
        return new Server(process, socket);
    }

    /// A process of another user.
    record Server(Process process, Path socket) implements AutoCloseable {

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    /// Lets everybody into a folder of the tests, and into those around it.
    private static void openToAll(Path folder) throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        for (Path each = folder; !each.equals(temporary); each = each.getParent()) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
    }

    /// @param folder that is open to all; the program is copied there
    private static Process start(Path folder, String... arguments) throws IOException {
        Path classes = folder.resolveSibling("other-user");
        String name = OtherUserProgram.class.getName();
        Path copy = classes.resolve(name.replace('.', '/') + ".class");
        Files.createDirectories(copy.getParent());
        try (InputStream original =
                OtherUserProgram.class.getResourceAsStream(copy.getFileName().toString())) {
            Files.copy(Objects.requireNonNull(original), copy);
        }
        openToAll(copy.getParent());
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
        var command = new ArrayList<String>();
        if (canBe()) {
            command.addAll(
                    List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
        }
        command.addAll(List.of(JavaProgram.java(), "-cp", classes.toString(), name));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
