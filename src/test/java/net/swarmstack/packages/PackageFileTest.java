package net.swarmstack.packages;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Sha256;

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

        PackageFile.write(one, folder.resolve("one.tar.gz"));
        PackageFile.write(other, folder.resolve("other.tar.gz"));

        assertThat(folder.resolve("one.tar.gz"))
                .hasSameBinaryContentAs(folder.resolve("other.tar.gz"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void packageHasTheDigestOfItsFolder(int seed) throws IOException {
        var store = new PackageStore(folder.resolve("registry"));
        Path tree = tree("tree", seed);
        Path file = folder.resolve("tree.tar.gz");

        Sha256 packed = PackageFile.write(tree, file);

        assertThat(store.add(tree)).isEqualTo(packed);
        assertThat(store.<Sha256>unpacked(file, store::add)).isEqualTo(packed);
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
