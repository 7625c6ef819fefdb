package net.swarmstack.packages;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Sha256;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// What is unpacked of a package is what its archive holds.
final class UnpackedFilesTest {

    @TempDir Path folder;
    private PackageStore store;
    private Sha256 digest;
    private Path files;

    @BeforeEach
    void add() throws IOException {
        Path agent = Files.createDirectories(folder.resolve("agent/lib"));
        Files.writeString(folder.resolve("agent/agent.yaml"), "name: a\n");
        Files.writeString(folder.resolve("agent/.swarmignore"), "*.log\n");
        Files.writeString(agent.resolve("main.js"), "main");
        store = new PackageStore(folder.resolve("registry"));
        digest = store.add(folder.resolve("agent"));
        files = store.files(digest);
        makeWritable(files);
        makeWritable(files.resolve("lib"));
        makeWritable(files.resolve("lib/main.js"));
    }

    @Test
    void wholeFilesHaveNoDamage() throws IOException {
        Files.setPosixFilePermissions(
                files.resolve("lib/main.js"), PosixFilePermissions.fromString("r--r--r--"));

        assertThat(store.damageOfFiles(digest)).isEmpty();
    }

    @Test
    void changedFileIsNoticed() throws IOException {
        Files.writeString(files.resolve("lib/main.js"), "mine");

        assertDamaged();
    }

    @Test
    void missingFileIsNoticed() throws IOException {
        Files.delete(files.resolve("lib/main.js"));

        assertDamaged();
    }

    @Test
    void furtherFileIsNoticedAlsoWhereAPackageWouldLeaveItOut() throws IOException {
        Files.writeString(files.resolve("lib/x.log"), "");

        assertDamaged();
    }

    @Test
    void fileThatMayBeExecutedNowIsNoticed() {
        assertDamaged(); // as the test has made it
    }

    @Test
    void linkInPlaceOfAFileIsNoticed() throws IOException {
        Files.delete(files.resolve("lib/main.js"));
        Files.createSymbolicLink(files.resolve("lib/main.js"), Path.of("nowhere"));

        assertThat(store.damageOfFiles(digest)).isPresent();
    }

    @Test
    void filesThatAreGoneAreNoDamage() throws IOException {
        Durable.deleteTree(files);

        assertThat(store.damageOfFiles(digest)).isEmpty();
        assertThat(store.files(digest).resolve("lib/main.js")).hasContent("main");
    }

    private void assertDamaged() {
        assertThat(store.damageOfFiles(digest))
                .contains(files + " holds something else than its archive");
    }

    private static void makeWritable(Path path) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
