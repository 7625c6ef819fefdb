package net.swarmstack.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException.Code;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;

/// Packages as files to give away.
final class PackageFileTest {

    @TempDir private Path folder;

    @Test
    void samePackageGivesTheSameBytes() throws IOException {
        Path one = tree("one", 7);
        Path other = tree("other", 7);
        Files.setLastModifiedTime(other.resolve("agent.yaml"), FileTime.fromMillis(0));

        PackageFile.write(one, folder.resolve("one.tar.gz"), false);
        PackageFile.write(other, folder.resolve("other.tar.gz"), false);

        assertThat(folder.resolve("one.tar.gz"))
                .hasSameBinaryContentAs(folder.resolve("other.tar.gz"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void packageHasTheDigestOfItsFolder(int seed) throws IOException {
        var store = new PackageStore(folder.resolve("registry"));
        Path tree = tree("tree", seed);
        Path file = folder.resolve("tree.tar.gz");

        Sha256 packed = PackageFile.write(tree, file, false);

        assertThat(store.add(tree)).isEqualTo(packed);
        assertThat(store.<Sha256>unpacked(file, store::add)).isEqualTo(packed);
    }

    @Test
    void fileInThePackageItselfIsRefusedUnlessItIsLeftOut() throws IOException {
        Path tree = tree("tree", 3);
        Path inside = tree.resolve("a.tar.gz");

        assertThatThrownBy(() -> PackageFile.write(tree, inside, false))
                .hasMessageContaining("would stand in the package itself")
                .extracting("code")
                .isEqualTo(Code.USAGE);

        Files.writeString(tree.resolve(".swarmignore"), "/*.tar.gz\n");
        Sha256 packed = PackageFile.write(tree, inside, false);
        assertThat(PackageFile.write(tree, inside, true)).isEqualTo(packed);
    }

    @Test
    void packageThatIsRefusedLeavesNoFile() throws IOException {
        Path tree = tree("tree", 3);
        Files.createSymbolicLink(tree.resolve("out"), Path.of("/etc/passwd"));

        assertThatThrownBy(() -> PackageFile.write(tree, folder.resolve("a.tar.gz"), false))
                .hasMessageContaining("is a link that leaves the package");

        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(tree);
        }
    }

    @Test
    void patternsInAFileThatAreNoneAreToldOfTheFile() throws Exception {
        Path tree = tree("tree", 3);
        Files.writeString(tree.resolve(".swarmignore"), "*.log\n[\n");
        Path file = folder.resolve("a.tar.gz");
        var tar = new ProcessBuilder("tar", "czf", file.toString(), "-C", tree.toString(), ".");
        assertThat(tar.start().waitFor()).isZero();
        var store = new PackageStore(folder.resolve("registry"));

        assertThatThrownBy(() -> store.unpacked(file, store::add))
                .hasMessageStartingWith(file + "/.swarmignore:2:1: \"[\" is no pattern");
    }

    /// The same seed gives the same files.
    private Path tree(String name, int seed) throws IOException {
        var random = new Random(seed);
        Path tree = Files.createDirectory(folder.resolve(name));
        Files.writeString(tree.resolve("agent.yaml"), "name: a\n");
        Path inner = tree;
        for (int i = random.nextInt(30); i >= 0; i--) {
            String child = "é x-".repeat(random.nextInt(30)) + i;
            if (random.nextInt(4) == 0) {
                inner = Files.createDirectory(inner.resolve(child));
            } else {
                byte[] content = new byte[random.nextInt(3) * 1000];
                random.nextBytes(content);
                Path file = Files.write(inner.resolve(child), content);
                String mode = random.nextBoolean() ? "rwxr--r--" : "rw-------";
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            }
        }
        return tree;
    }
}
