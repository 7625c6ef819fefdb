package net.swarmstack.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.SwarmException.Code;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.Optional;

final class RootTest {

    @TempDir Path folder;

    @Test
    void theFlagComesFirst() {
        Root root =
                Root.locate(Optional.of(Path.of("/a/../b")), Map.of("SWARM_ROOT", "/elsewhere"));

        assertThat(root.folder()).isEqualTo(Path.of("/b"));
    }

    @Test
    void theVariableComesSecond() {
        assertThat(Root.locate(Optional.empty(), Map.of("SWARM_ROOT", "/elsewhere")).folder())
                .isEqualTo(Path.of("/elsewhere"));
    }

    @Test
    void theDataHomeComesLast() {
        assertThat(locate(Map.of("XDG_DATA_HOME", "/data", "HOME", "/home/me", "SWARM_ROOT", "")))
                .isEqualTo(Path.of("/data/swarm"));
        assertThat(locate(Map.of("HOME", "/home/me")))
                .isEqualTo(Path.of("/home/me/.local/share/swarm"));
        assertThat(locate(Map.of("HOME", "/home/me", "XDG_DATA_HOME", "relative")))
                .isEqualTo(Path.of("/home/me/.local/share/swarm"));
    }

    @Test
    void aRootThatIsNotThereSaysWhatToDo() {
        Root root = new Root(folder);

        assertThat(root.exists()).isFalse();
        assertThatThrownBy(root::requireExists)
                .hasMessage("no root at " + folder + ": swarm init")
                .extracting("code")
                .isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void aLinkThatLeadsNowhereIsNamed() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/no/where"));

        assertImpossible(
                link,
                link
                        + " is a link to /no/where, which does not exist. Make that folder, or name"
                        + " another with --root DIR.");
        assertImpossible(link.resolve("below"), link + " is a link to /no/where");
    }

    @Test
    void aFileInTheWayIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertImpossible(
                file, file + " is no folder. Move it away, or name another with --root DIR.");
        assertImpossible(file.resolve("a/b"), file + " is no folder.");
    }

    private static void assertImpossible(Path root, String why) {
        assertThatThrownBy(new Root(root)::requireExists)
                .hasMessageStartingWith("no root can be at " + root + ": " + why)
                .extracting("code")
                .isEqualTo(Code.MISCONFIGURED);
    }

    @Test
    void aRegistryOfWhichOnlyTheLogIsLeftIsNoMissingRoot() throws IOException {
        Root root = new Root(folder);
        Files.createDirectories(root.registry());
        Path log = Files.writeString(root.registry().resolve("registry.db-wal"), "log");

        assertThatThrownBy(root::requireExists)
                .hasMessage(
                        root.database() + " is missing, and " + log + " is there. " + Root.RESTORE)
                .extracting("code")
                .isEqualTo(Code.MISCONFIGURED);
    }

    @Test
    void theOwnerIsWelcome() throws IOException {
        Root root = new Root(folder);
        root.requireOwner();
        Files.createDirectories(root.registry());

        root.requireOwner();

        assertThat(root.registry()).exists();
    }

    @Test
    void anotherUserIsRefusedAndTheOwnerNamed() throws IOException {
        Root root = new Root(folder);
        Files.createDirectories(root.registry());
        UserPrincipal nobody =
                folder.getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName("nobody");

        assertThatThrownBy(() -> root.requireOwner(nobody))
                .hasMessageContaining("belongs to " + Files.getOwner(folder).getName())
                .extracting("code")
                .isEqualTo(Code.NOT_AUTHORISED);
    }

    private static Path locate(Map<String, String> environment) {
        return Root.locate(Optional.empty(), environment).folder();
    }
}
