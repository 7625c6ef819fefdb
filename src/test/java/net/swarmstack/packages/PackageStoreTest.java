package net.swarmstack.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException.Code;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

final class PackageStoreTest {

    @TempDir Path folder;
    private PackageStore store;

    @BeforeEach
    void open() {
        store = new PackageStore(folder.resolve("registry"));
    }

    @Test
    void theDigestIsTheArchivesSha256() throws IOException {
        Sha256 digest = store.add(agent("a"));

        assertThat(Sha256.of(Files.readAllBytes(archive(digest)))).isEqualTo(digest);
    }

    @Test
    void theDigestStaysTheSameForever() throws IOException {
        // The form of the archive is a promise: a run that pinned a digest must find it again.
        assertThat(store.add(agent("a")).hex())
                .isEqualTo("a397fc24ad9fd046731964644d8bda207a69c2545d5d3ba0d85c5d94ea10c75e");
    }

    @Test
    void orderTimesAndModesOfTheFilesDoNotMatter() throws IOException {
        Path one = agent("one");
        Path two = folder.resolve("two");
        Files.createDirectories(two.resolve("lib"));
        Files.writeString(two.resolve("lib/ü.js"), "lib");
        Files.writeString(two.resolve("run.sh"), "run");
        Files.writeString(two.resolve("agent.yaml"), "name: a\n");
        mode(two.resolve("run.sh"), "rwx--x---");
        mode(two.resolve("agent.yaml"), "rw-rw-rw-");
        mode(two.resolve("lib"), "rwx------");
        Files.setLastModifiedTime(two.resolve("agent.yaml"), FileTime.fromMillis(0));
        Files.setLastModifiedTime(two.resolve("lib"), FileTime.fromMillis(1_000_000));

        assertThat(store.add(two)).isEqualTo(store.add(one));
    }

    @Test
    void aRightToExecuteMatters() throws IOException {
        Sha256 before = store.add(agent("a"));
        mode(folder.resolve("a/run.sh"), "rw-r--r--");

        assertThat(store.add(folder.resolve("a"))).isNotEqualTo(before);
    }

    @Test
    void theFilesComeBackReadOnly() throws IOException {
        Path files = store.files(store.add(agent("a")));

        assertThat(files.resolve("lib/ü.js")).hasContent("lib");
        assertThat(Files.getPosixFilePermissions(files.resolve("run.sh")))
                .isEqualTo(PosixFilePermissions.fromString("r-xr-xr-x"));
        assertThat(Files.getPosixFilePermissions(files.resolve("agent.yaml")))
                .isEqualTo(PosixFilePermissions.fromString("r--r--r--"));
        assertThat(Files.getPosixFilePermissions(files))
                .isEqualTo(PosixFilePermissions.fromString("r-xr-xr-x"));
    }

    @Test
    void versionControlAndLinkFoldersAreLeftOut() throws IOException {
        Path agent = agent("a");
        Sha256 without = store.add(agent);
        Files.createDirectories(agent.resolve("node_modules"));
        Sha256 withModules = store.add(agent);
        Files.createDirectories(agent.resolve(".git/objects"));
        Files.writeString(agent.resolve(".git/HEAD"), "ref");
        Files.createDirectories(agent.resolve("node_modules/.bin"));
        Files.createSymbolicLink(agent.resolve("node_modules/.bin/tool"), Path.of("../tool.js"));

        assertThat(store.add(agent)).isEqualTo(withModules).isNotEqualTo(without);
    }

    @Test
    void linkThatLeavesThePackageIsRefusedAndLeavesNothingBehind() throws IOException {
        Path agent = agent("a");
        Files.createSymbolicLink(agent.resolve("passwords"), Path.of("/etc/passwd"));

        assertRefused(agent, "passwords: is a link that leaves the package, to /etc/passwd");
    }

    @Test
    void linkToAFolderOutsideIsRefused() throws IOException {
        Path agent = agent("a");
        Files.createSymbolicLink(agent.resolve("all"), Path.of("/"));

        assertRefused(agent, "all: is a link that leaves the package, to /");
    }

    @Test
    void aPipeIsRefused() throws Exception {
        Path agent = agent("a");
        new ProcessBuilder("mkfifo", agent.resolve("pipe").toString()).start().waitFor();

        assertRefused(agent, "pipe: is neither a file nor a folder");
    }

    @Test
    void aFileOverTheLimitIsRefused() throws IOException {
        Path agent = agent("a");
        sparse(agent.resolve("large"), (64L << 20) + 1);

        assertRefused(agent, "large: has more than 67108864 bytes");
    }

    @Test
    void filesOverTheLimitTogetherAreRefused() throws IOException {
        Path agent = agent("a");
        for (int i = 0; i < 5; i++) {
            sparse(agent.resolve("part" + i), 60L << 20);
        }

        assertRefused(agent, "holds more than 268435456 bytes");
    }

    @Test
    void tooManyFilesAreRefused() throws IOException {
        Path agent = agent("a");
        for (int i = 0; i < 10_000; i++) {
            Files.createFile(agent.resolve("f" + i));
        }

        assertRefused(agent, "holds more than 10000 files and folders");
    }

    @Test
    void longNamesAndDeepFoldersComeBack() throws IOException {
        Path agent = agent("a");
        Path deep = agent;
        for (int i = 0; i < 20; i++) {
            deep = deep.resolve("a-rather-long-name-of-a-folder-" + i);
        }
        Files.createDirectories(deep);
        Files.writeString(deep.resolve("file"), "deep");

        Path files = store.files(store.add(agent));

        assertThat(files.resolve(agent.relativize(deep)).resolve("file")).hasContent("deep");
    }

    @Test
    void addingTwiceChangesNothing() throws IOException {
        Sha256 first = store.add(agent("a"));
        FileTime written = Files.getLastModifiedTime(archive(first));

        assertThat(store.add(folder.resolve("a"))).isEqualTo(first);

        assertThat(Files.getLastModifiedTime(archive(first))).isEqualTo(written);
        assertThat(stored()).containsExactly(first.hex());
    }

    @Test
    void manyMayAddTheSameAtOnce() throws Exception {
        Path agent = agent("a");
        Callable<Sha256> add = () -> store.add(agent);
        try (var threads = Executors.newFixedThreadPool(8)) {
            Set<Sha256> digests =
                    threads.invokeAll(List.of(add, add, add, add, add, add, add, add)).stream()
                            .map(future -> future.resultNow())
                            .collect(Collectors.toSet());

            assertThat(digests).hasSize(1);
            assertThat(stored()).containsExactly(digests.iterator().next().hex());
        }
    }

    @Test
    void lostFilesAreUnpackedAgain() throws IOException {
        Sha256 digest = store.add(agent("a"));
        Durable.deleteTree(store.files(digest));

        Path files = store.files(digest);

        assertThat(files.resolve("run.sh")).hasContent("run");
        try (var left = Files.list(files.getParent())) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("files", "package.tar");
        }
    }

    @Test
    void aChangedArchiveIsNotUnpacked() throws IOException {
        Sha256 digest = store.add(agent("a"));
        Durable.deleteTree(store.files(digest));
        Files.writeString(archive(digest), "forged");

        assertThatThrownBy(() -> store.files(digest))
                .hasMessageContaining(archive(digest).toString())
                .extracting("code")
                .isEqualTo(Code.MISCONFIGURED);
    }

    @Test
    void registeringAgainMendsADamagedArchive() throws IOException {
        Path agent = agent("a");
        Sha256 digest = store.add(agent);
        Durable.deleteTree(store.files(digest));
        Files.writeString(archive(digest), "forged");

        store.add(agent);

        assertThat(store.files(digest).resolve("agent.yaml")).exists();
    }

    @Test
    void aLostPackageSaysWhatToDo() throws IOException {
        Sha256 digest = store.add(agent("a"));
        Durable.deleteTree(archive(digest).getParent());

        assertThatThrownBy(() -> store.files(digest))
                .hasMessageContaining("Register the agent again")
                .extracting("code")
                .isEqualTo(Code.MISCONFIGURED);
    }

    @Test
    void whatAKilledProcessLeftIsGoneWithTheNextPackage() throws IOException {
        Path left = Files.createDirectories(folder.resolve("registry/.new-1234/files"));
        Path young = Files.createDirectories(folder.resolve("registry/.new-5678/files"));
        FileTime now = Files.getLastModifiedTime(left);
        Files.setLastModifiedTime(
                left.getParent(), FileTime.from(now.toInstant().minus(Duration.ofHours(2))));

        store.add(agent("a"));

        assertThat(left.getParent()).doesNotExist();
        assertThat(young).exists();
    }

    private void assertRefused(Path agent, String message) throws IOException {
        assertThatThrownBy(() -> store.add(agent))
                .hasMessageContaining(message)
                .extracting("code")
                .isEqualTo(Code.INVALID_DEFINITION);
        assertThat(stored()).isEmpty();
    }

    private Path archive(Sha256 digest) {
        return folder.resolve("registry").resolve(digest.hex()).resolve("package.tar");
    }

    private List<String> stored() throws IOException {
        try (var packages = Files.list(folder.resolve("registry"))) {
            return packages.map(path -> path.getFileName().toString()).toList();
        }
    }

    private Path agent(String name) throws IOException {
        Path agent = folder.resolve(name);
        Files.createDirectories(agent.resolve("lib"));
        Files.writeString(agent.resolve("agent.yaml"), "name: a\n");
        Files.write(agent.resolve("run.sh"), "run".getBytes(StandardCharsets.UTF_8));
        Files.writeString(agent.resolve("lib/ü.js"), "lib");
        mode(agent.resolve("run.sh"), "rwxr-xr-x");
        mode(agent.resolve("agent.yaml"), "rw-r--r--");
        return agent;
    }

    private static void mode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static void sparse(Path file, long size) throws IOException {
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(size);
        }
    }
}
