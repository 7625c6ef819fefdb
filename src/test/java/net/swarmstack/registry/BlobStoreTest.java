package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.Artifact;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException.Code;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

final class BlobStoreTest {

    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
    private static final Sha256 DIGEST = Sha256.of(CONTENT);

    @TempDir Path folder;

    @Test
    void contentComesBack() {
        var store = new BlobStore(folder.resolve("blobs"));

        store.put(DIGEST, CONTENT, Runnable::run);

        assertThat(store.get(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void contentLiesUnderItsDigest() {
        new BlobStore(folder).put(DIGEST, CONTENT, Runnable::run);

        String hex = DIGEST.hex();
        assertThat(folder.resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4)).resolve(hex))
                .hasBinaryContent(CONTENT);
    }

    @Test
    void nothingElseIsLeft() throws IOException {
        new BlobStore(folder).put(DIGEST, CONTENT, Runnable::run);

        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    @Test
    void changedContentIsNoticedAndNamed() throws IOException {
        var store = new BlobStore(folder);
        store.put(DIGEST, CONTENT, Runnable::run);
        Path file = folder.resolve(BlobStore.name(DIGEST));
        Files.writeString(file, "CONTENT");

        assertThatThrownBy(() -> store.get(DIGEST))
                .hasMessageContaining(file.toString())
                .extracting("code")
                .isEqualTo(Code.MISCONFIGURED);
    }

    @Test
    void missingContentIsNoticed() {
        assertThatThrownBy(() -> new BlobStore(folder).get(DIGEST))
                .hasMessageContaining("missing")
                .extracting("code")
                .isEqualTo(Code.MISCONFIGURED);
    }

    @Test
    void aFileComesBackAndLiesUnderItsDigest() throws IOException {
        var store = new BlobStore(folder.resolve("blobs"));

        Artifact artifact =
                store.putFile("a.txt", new ByteArrayInputStream(CONTENT), Runnable::run);

        assertThat(artifact).isEqualTo(new Artifact("a.txt", CONTENT.length, DIGEST));
        assertThat(store.get(DIGEST)).isEqualTo(CONTENT);
        try (InputStream content = store.open(DIGEST)) {
            assertThat(content).hasBinaryContent(CONTENT);
        }
    }

    @Test
    void ofAFileNothingElseIsLeft() throws IOException {
        var store = new BlobStore(folder);
        store.putFile("a.txt", new ByteArrayInputStream(CONTENT), Runnable::run);

        store.putFile("b.txt", new ByteArrayInputStream(CONTENT), Runnable::run);

        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    @Test
    void changedFileIsNoticedBeforeItsFirstByteIsGiven() throws IOException {
        var store = new BlobStore(folder);
        store.put(DIGEST, CONTENT, Runnable::run);
        Files.writeString(folder.resolve(BlobStore.name(DIGEST)), "CONTENT");

        assertThatThrownBy(() -> store.open(DIGEST))
                .extracting("code")
                .isEqualTo(Code.MISCONFIGURED);
    }

    @Test
    void missingFileIsNoticed() {
        assertThatThrownBy(() -> new BlobStore(folder).open(DIGEST))
                .hasMessageContaining("missing")
                .extracting("code")
                .isEqualTo(Code.MISCONFIGURED);
    }

    @Test
    void aTruncatedFileIsWrittenAgain() throws IOException {
        var store = new BlobStore(folder);
        store.put(DIGEST, CONTENT, Runnable::run);
        Files.writeString(folder.resolve(BlobStore.name(DIGEST)), "cont");

        store.put(DIGEST, CONTENT, Runnable::run);

        assertThat(store.get(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void valueThatIsUsedAgainIsYoungAgain() throws IOException {
        var store = new BlobStore(folder);
        store.put(DIGEST, CONTENT, Runnable::run);
        Path file = folder.resolve(BlobStore.name(DIGEST));
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        FileTime before = Files.getLastModifiedTime(Files.createTempFile(folder, "", ""));

        store.put(DIGEST, CONTENT, Runnable::run);

        assertThat(Files.getLastModifiedTime(file)).isGreaterThanOrEqualTo(before);
    }

    @Test
    void valueThatIsRemovedBeforeItIsUsedAgainIsWrittenAnew() {
        var store = new BlobStore(folder);
        store.put(DIGEST, CONTENT, Runnable::run);

        store.put(
                DIGEST,
                CONTENT,
                work -> {
                    remove(folder.resolve(BlobStore.name(DIGEST)));
                    work.run();
                });

        assertThat(store.get(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void fileThatIsPutIntoItsPlaceTwiceIsThereOnce() throws IOException {
        var store = new BlobStore(folder);

        store.putFile(
                "a.txt",
                new ByteArrayInputStream(CONTENT),
                work -> {
                    work.run();
                    work.run();
                });

        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(1);
        }
        assertThat(store.get(DIGEST)).isEqualTo(CONTENT);
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the disk has room again by the time that it is asked.
    @ParameterizedTest
    @ValueSource(strings = {"No space left on device", "/x: Disk quota exceeded"})
    void fullDiskIsToldFromOneThatFails(String message) {
        var store = new BlobStore(folder);

        assertThatThrownBy(() -> store.putFile("a.txt", failing(message), Runnable::run))
                .hasMessageContaining("the disk is full. Nothing was written: make room")
                .extracting("code")
                .isEqualTo(Code.DISK_FULL);
        assertThatThrownBy(
                        () -> store.putFile("a.txt", failing("Input/output error"), Runnable::run))
                .extracting("code")
                .isEqualTo(Code.STORE_FAILED);
        assertThat(folder).isEmptyDirectory();
    }

    private static InputStream failing(String message) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException(message);
            }
        };
    }
}
