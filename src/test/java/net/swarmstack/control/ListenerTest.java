package net.swarmstack.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

@Timeout(60)
final class ListenerTest {

    @TempDir Path folder;

    @Test
    void socketIsItsUsersAlone() throws IOException {
        Path owners = Files.createDirectory(folder.resolve("owners"));
        Files.setPosixFilePermissions(owners, PosixFilePermissions.fromString("rwxrwxrwx"));

        try (Listener listener = Listener.open(owners.resolve("1.sock"), Map.of())) {
            assertThat(listener.path()).isEqualTo(owners.resolve("1.sock"));
            assertThat(mode(listener.path())).isEqualTo("rw-------");
            assertThat(mode(owners)).isEqualTo("rwx------");
        }
    }

    @Test
    void socketOfADeadProcessIsReplaced() throws IOException {
        Path wanted = folder.resolve("owners/1.sock");
        Listener dead = Listener.open(wanted, Map.of());
        dead.channel().close();
        assertThat(wanted).exists();

        try (Listener listener = Listener.open(wanted, Map.of())) {
            assertThat(listener.path()).isEqualTo(wanted);
            assertAnswers(wanted);
        }
    }

    @Test
    void longestPathThatIsTakenIsOneForTheSystemToo() throws IOException {
        Path wanted = ofLength(SocketPlace.MAX_BYTES);

        try (Listener listener = Listener.open(wanted, Map.of())) {
            assertThat(listener.path()).isEqualTo(wanted);
            assertAnswers(wanted);
        }
    }

    @Test
    void tooLongAPathMovesIntoTheRuntimeFolder() throws IOException {
        Path runtime = Files.createDirectory(folder.resolve("run"));

        Listener listener = Listener.open(ofLength(200), Map.of("XDG_RUNTIME_DIR", "" + runtime));
        try (listener) {
            assertThat(listener.path().getParent()).hasParent(runtime);
            assertThat(mode(listener.path())).isEqualTo("rw-------");
            assertThat(mode(listener.path().getParent())).isEqualTo("rwx------");
            assertAnswers(listener.path());
        }

        assertThat(runtime).isEmptyDirectory();
    }

    @Test
    void elseIntoAFreshFolderOfTheTemporaryOne() throws IOException {
        Map<String, String> missing = Map.of("XDG_RUNTIME_DIR", "" + folder.resolve("none"));

        Listener listener = Listener.open(ofLength(200), missing);
        try (listener) {
            assertThat(listener.path().getParent()).hasParent(Path.of("/tmp"));
            assertThat(mode(listener.path())).isEqualTo("rw-------");
            assertThat(mode(listener.path().getParent())).isEqualTo("rwx------");
            assertAnswers(listener.path());
        }

        assertThat(listener.path().getParent()).doesNotExist();
    }

    @Test
    void runtimeFolderOfAnotherUserIsNotTaken() throws IOException {
        Path foreign = OtherUser.folder(folder.resolve("foreign"));
        Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", foreign.toString());

        try (Listener listener = Listener.open(ofLength(200), environment)) {
            assertThat(listener.path().getParent()).hasParent(Path.of("/tmp"));
        }
    }

    @Test
    void folderThatCantHaveASocketIsPassedOver() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        try (Listener listener = Listener.open(file.resolve("1.sock"), Map.of())) {
            assertThat(listener.path().getParent()).hasParent(Path.of("/tmp"));
        }
    }

    @Test
    void whereNoneCanItSaysWhy() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Path missing = folder.resolve("missing");
        List<SocketPlace> places =
                List.of(
                        new SocketPlace(file, "1.sock", false),
                        new SocketPlace(missing, "1.sock", true));

        assertThatThrownBy(() -> Listener.open(places).close())
                .isInstanceOfSatisfying(
                        SwarmException.class,
                        e -> assertThat(e.code()).isEqualTo(Code.MISCONFIGURED))
                .hasMessage(
                        "can't have a socket for other processes in %s (%s: exists already), nor in"
                                + " %s (%s: does not exist). Make one of these folders writable for"
                                + " this user.",
                        file, file, missing, missing);
    }

    @Test
    void whatAKilledProcessLeftIsSweptWithItsFolder() throws IOException {
        Listener dead = Listener.open(ofLength(200), Map.of());
        dead.channel().close();

        ControlServer.sweep(dead.path());
        ControlServer.sweep(dead.path());

        assertThat(dead.path().getParent()).doesNotExist();
    }

    @Test
    void sweepingLeavesTheFolderOfLockFiles() throws IOException {
        Path lock = Files.createDirectory(folder.resolve("owners")).resolve("2.lock");
        Files.createFile(lock);
        Listener dead = Listener.open(lock.resolveSibling("1.sock"), Map.of());
        dead.channel().close();

        ControlServer.sweep(dead.path());

        assertThat(lock.getParent()).isDirectoryNotContaining("glob:**.sock");
        assertThat(lock).exists();
    }

    /// As where a root was copied with the rows of a process that still works for the first.
    @Test
    void sweepingLeavesASocketThatIsListenedAt() throws IOException {
        try (Listener living = Listener.open(folder.resolve("1.sock"), Map.of())) {
            ControlServer.sweep(living.path());

            assertAnswers(living.path());
        }
    }

    private Path ofLength(int length) {
        int missing = length - folder.toString().length() - "//1.sock".length();
        return folder.resolve("x".repeat(missing)).resolve("1.sock");
    }

    private static void assertAnswers(Path socket) throws IOException {
        try (var client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            assertThat(client.isConnected()).isTrue();
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
