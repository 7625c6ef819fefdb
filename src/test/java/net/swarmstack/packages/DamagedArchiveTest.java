package net.swarmstack.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/// An archive that is not whole, or lies about what is in it, is refused, and nothing of it stays.
final class DamagedArchiveTest {

    @TempDir Path folder;
    private PackageStore store;

    @BeforeEach
    void open() {
        store = new PackageStore(folder.resolve("registry"));
    }

    @Test
    void anAbsolutePathInALongNameStaysInThePackage() throws IOException {
        byte[] archive =
                TestTar.agent().pax("x", Map.of("path", "/tmp/escape"), TestTar.NOTHING).gzip();

        assertThat(unpacked(archive)).containsOnlyKeys("agent.yaml", "tmp/escape");
    }

    @Test
    void aFileWhoseNameEndsLikeAFoldersIsRefused() throws IOException {
        byte[] archive = TestTar.agent().file("ab", "x").tar();
        patch(archive, 1024, 0, "a/");

        assertRefused(TestTar.gzip(archive), "holds \"a/\", which is no name of a file");
    }

    @Test
    void aSparseFileIsRefused() throws IOException {
        byte[] archive =
                TestTar.agent()
                        .pax("holes", Map.of("GNU.sparse.size", "100000000"), TestTar.NOTHING)
                        .gzip();

        assertRefused(archive, "holds \"holes\", which is a sparse file");
    }

    @Test
    void namesOverTheLimitsAreRefused() throws IOException {
        String name = "n".repeat(256);
        String path = "long/".repeat(300) + "x";
        String deep = "d/".repeat(64) + "x";

        assertRefused(TestTar.agent().file(name, "x").gzip(), "has a name over 255 bytes");
        assertRefused(TestTar.agent().file(path, "x").gzip(), "has a path over 1,024 bytes");
        assertRefused(TestTar.agent().file(deep, "x").gzip(), "is more than 64 folders deep");
        assertRefused(TestTar.agent().file("\uFFFD", "x").gzip(), "has a name that is no UTF-8");
    }

    @Test
    @Timeout(60)
    void aHeaderOfAGigabyteIsNotRead() throws IOException {
        assertRefused(
                endless(TarConstants.LF_GNUTYPE_LONGNAME),
                "has a header that is longer than any package needs");
        assertRefused(
                endless(TarConstants.LF_PAX_EXTENDED_HEADER_LC),
                "has a header that is longer than any package needs");
        assertRefused(
                endless(TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER),
                "has a header that is longer than any package needs");
    }

    @Test
    void headersWithoutEndAreNotRead() throws IOException {
        var archive = TestTar.agent();
        for (int i = 0; i < 10_000; i++) {
            archive.entry(
                    "x",
                    TarConstants.LF_PAX_EXTENDED_HEADER_LC,
                    "11 a=hello\n".getBytes(StandardCharsets.US_ASCII),
                    header -> {});
        }

        assertRefused(archive.gzip(), "has a header that is longer than any package needs");
    }

    @Test
    void aSizeThatIsALieIsRefused() throws IOException {
        byte[] archive = TestTar.agent().pax("x", Map.of("size", "-1"), TestTar.NOTHING).gzip();

        assertRefused(archive, "is damaged: ");
        assertRefused(
                TestTar.agent().pax("x", Map.of("size", "5000"), TestTar.NOTHING).gzip(),
                "is damaged: ");
    }

    @Test
    void aWrongChecksumOfAHeaderIsRefused() throws IOException {
        byte[] archive = TestTar.agent().file("a", "x").tar();
        archive[1024 + 100] ^= 1;

        assertRefused(TestTar.gzip(archive), "has a wrong checksum");
    }

    @Test
    void anArchiveThatIsCutOffIsRefused() throws IOException {
        byte[] tar = TestTar.agent().file("a", "x".repeat(5_000)).tar();
        byte[] gzip = TestTar.gzip(tar);

        for (int length : new int[] {gzip.length - 1, gzip.length - 8, gzip.length / 2, 12, 5, 0}) {
            assertRefused(Arrays.copyOf(gzip, length), "ends in the middle");
        }
        assertRefused(TestTar.gzip(Arrays.copyOf(tar, 1024)), "ends in the middle");
        assertRefused(TestTar.gzip(Arrays.copyOf(tar, 1024 + 700)), "is damaged: ");
        assertRefused(TestTar.gzip(TestTar.NOTHING), "ends in the middle");
    }

    @Test
    void whatComesAfterTheEndIsRefused() throws IOException {
        byte[] tar = TestTar.agent().tar();
        byte[] longer = Arrays.copyOf(tar, tar.length + 512);
        longer[tar.length + 100] = 1;

        assertRefused(TestTar.gzip(longer), "goes on after its end");
        assertRefused(join(TestTar.gzip(tar), new byte[] {'x'}), "goes on after its end");
        assertRefused(
                join(TestTar.gzip(tar), TestTar.gzip(TestTar.agent().tar())),
                "goes on after its end");
    }

    @Test
    void garbageAfterTheEndIsSeenWhereverTheEndIs() throws IOException {
        // It is read 64 KiB at a time: the end may stand on the edge.
        var random = new Random(1);
        int onTheEdge = 0;
        for (int length = 65_100; length < 65_600; length++) {
            byte[] content = new byte[length];
            random.nextBytes(content);
            byte[] gzip = TestTar.agent().file("a", content).gzip();
            if (Math.abs(gzip.length - 65_536) < 20) {
                onTheEdge++;
                assertThat(unpacked(gzip)).as("length " + length).hasSize(2);
                assertRefused(join(gzip, new byte[1 + length % 40]), "goes on after its end");
            }
        }
        assertThat(onTheEdge).isGreaterThan(30);
    }

    @Test
    void aWrongChecksumOfTheFileIsRefused() throws IOException {
        byte[] gzip = TestTar.agent().gzip();
        gzip[gzip.length - 6] ^= 1;

        assertRefused(gzip, "is damaged: Corrupt GZIP trailer");
    }

    @Test
    void whatIsNoArchiveIsRefused() throws IOException {
        assertRefused(
                TestTar.gzip("some text\n".repeat(100).getBytes(StandardCharsets.US_ASCII)),
                "is damaged: ");
    }

    @Test
    @Timeout(120)
    void aDamagedFileIsRefusedInWordsAndNeverOtherwise() throws IOException {
        byte[] whole =
                TestTar.agent().folder("lib/").file("lib/" + "n".repeat(120), "content").tar();
        var random = new Random(7);
        for (int i = 0; i < 500; i++) {
            byte[] damaged = whole.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                damaged[random.nextInt(4_096)] = (byte) random.nextInt(256);
            }
            try {
                unpacked(TestTar.gzip(damaged));
            } catch (SwarmException e) {
                assertThat(e.code()).isEqualTo(Code.INVALID_DEFINITION);
            }
            assertThat(stored()).isEmpty();
        }
    }

    private void assertRefused(byte[] archive, String message) throws IOException {
        assertThatThrownBy(() -> unpacked(archive))
                .hasMessageStartingWith(folder.resolve("a.tar.gz") + ": ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n")
                .extracting("code")
                .isEqualTo(Code.INVALID_DEFINITION);
        assertThat(stored()).isEmpty();
    }

    /// The files that came out, each with its owner's rights and its content.
    private Map<String, String> unpacked(byte[] archive) throws IOException {
        Path file = Files.write(folder.resolve("a.tar.gz"), archive);
        return store.unpacked(
                file,
                files -> {
                    var found = new TreeMap<String, String>();
                    try (var walk = Files.walk(files)) {
                        for (Path path : walk.filter(Files::isRegularFile).toList()) {
                            found.put(
                                    files.relativize(path).toString(),
                                    (Files.isExecutable(path) ? "rwx " : "rw- ")
                                            + new String(
                                                    Files.readAllBytes(path),
                                                    StandardCharsets.ISO_8859_1));
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return found;
                });
    }

    private List<String> stored() throws IOException {
        try (var packages = Files.list(folder.resolve("registry"))) {
            return packages.map(path -> path.getFileName().toString()).toList();
        }
    }

    /// A header that says it has a gigabyte.
    private static byte[] endless(byte type) throws IOException {
        var out = new ByteArrayOutputStream();
        byte[] head = TestTar.agent().file("x", "").tar();
        patch(head, 1024, 156, String.valueOf((char) type));
        patch(head, 1024, 124, "%011o ".formatted(1L << 30));
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(head, 0, 1536);
            byte[] text = new byte[1 << 20];
            Arrays.fill(text, (byte) '1');
            for (int i = 0; i < 4; i++) {
                gzip.write(text);
            }
        }
        return out.toByteArray();
    }

    /// Writes into a header, and the checksum to it.
    private static void patch(byte[] archive, int header, int offset, String text) {
        write(archive, header + offset, text);
        write(archive, header + 148, " ".repeat(8));
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += archive[header + i] & 0xff;
        }
        write(archive, header + 148, "%06o\0 ".formatted(sum));
    }

    private static void write(byte[] archive, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, archive, offset, bytes.length);
    }

    private static byte[] join(byte[] one, byte[] two) {
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }
}
