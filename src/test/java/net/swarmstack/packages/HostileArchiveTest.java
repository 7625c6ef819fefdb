package net.swarmstack.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.SwarmException.Code;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/// An archive may come from anybody: what is no package is refused, and nothing of it stays.
final class HostileArchiveTest {

    @TempDir private Path folder;
    private PackageStore store;
    private Path file;
    private ByteArrayOutputStream bytes;
    private TarArchiveOutputStream tar;

    @BeforeEach
    void open() {
        store = new PackageStore(folder.resolve("registry"));
        file = folder.resolve("agent.tar.gz");
        bytes = new ByteArrayOutputStream();
        tar = new TarArchiveOutputStream(bytes, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    @Test
    void archiveThatIsAPackageIsUnpacked() throws IOException {
        add("./", "");
        add("./agent.yaml", "name: a");
        add("./lib/x.js", "x");

        finish();

        assertThat(store.<String>unpacked(file, unpacked -> read(unpacked.resolve("lib/x.js"))))
                .isEqualTo("x");
        assertNothingStays();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "/etc/x", "lib/..", "..", "a/../x"})
    void nameThatLeavesThePackageIsRefused(String name) throws IOException {
        add(name, "x");

        assertRefused("holds \"" + name + "\", which leaves the package");
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_SYMLINK, TarConstants.LF_LINK})
    void linkIsRefused(byte kind) throws IOException {
        var entry = new TarArchiveEntry("link", kind);
        entry.setLinkName("/etc/passwd");
        add(entry, new byte[0]);

        assertRefused("holds \"link\", which is a link: only files and folders are taken");
    }

    @ParameterizedTest
    @ValueSource(
            bytes = {
                TarConstants.LF_CHR,
                TarConstants.LF_BLK,
                TarConstants.LF_FIFO,
                TarConstants.LF_CONTIG,
                TarConstants.LF_GNUTYPE_SPARSE
            })
    void deviceAndWhatElseThereIsAreRefused(byte kind) throws IOException {
        add(new TarArchiveEntry("x", kind), new byte[0]);

        assertRefused("only files and folders are taken");
    }

    @Test
    void nameThatIsThereTwiceIsRefused() throws IOException {
        add("agent.yaml", "name: a");
        add("agent.yaml", "name: b");

        assertRefused("holds \"agent.yaml\", which is there twice");
    }

    @Test
    void nameThatIsThereTwiceInAnotherSpellingIsRefused() throws IOException {
        add("agent.yaml", "name: a");
        add(".//./agent.yaml", "name: b");

        assertRefused("is there twice");
    }

    @Test
    void fileThatIsAlsoAFolderIsRefused() throws IOException {
        add("lib", "x");
        add("lib/x", "x");

        assertRefused("holds \"lib\" as a file and as a folder");
    }

    @Test
    void folderThatIsAlsoAFileIsRefused() throws IOException {
        add("lib/x", "x");
        add("lib", "x");

        assertRefused("holds \"lib\", which is there twice");
    }

    @Test
    void controlCharactersInNamesAreRefused() throws IOException {
        add("a\u001b[2Jb", "x");

        assertRefused("holds a name with a control character in it");
    }

    @Test
    void fileWithoutANameIsRefused() throws IOException {
        add(".", "x");

        assertRefused("is no name of a file");
    }

    @Test
    void nameThatIsTooLongIsRefused() throws IOException {
        add("long/".repeat(300) + "x", "x");

        assertRefused("which has a path over 1,024 bytes");
    }

    @Test
    void fileThatIsTooLargeIsRefused() throws IOException {
        addZeros("large", (64L << 20) + 1);

        assertRefused("holds \"large\", which has more than 64 MiB");
    }

    @Test
    void filesThatAreTooLargeTogetherAreRefused() throws IOException {
        for (int i = 0; i < 5; i++) {
            addZeros("part" + i, 60L << 20);
        }

        assertRefused("holds more than 256 MiB");
    }

    @Test
    void tooManyFilesAreRefused() throws IOException {
        for (int i = 0; i < 10_001; i++) {
            add("f" + i, "");
        }

        assertRefused("holds more than 10,000 files and folders");
    }

    @Test
    void foldersThatAreNotNamedCountToo() throws IOException {
        for (int i = 0; i < 5_001; i++) {
            add("d" + i + "/f", "");
        }

        assertRefused("holds more than 10,000 files and folders");
    }

    @Test
    void headerThatIsTooLongIsRefused() throws IOException {
        var entry = new TarArchiveEntry("x");
        entry.addPaxHeader("comment", "y".repeat(1 << 20));
        add(entry, new byte[0]);

        assertRefused("has a header that is longer than any package needs");
    }

    @Test
    void headerWithAWrongChecksumIsRefused() throws IOException {
        add("agent.yaml", "name: a");
        tar.finish();
        byte[] changed = bytes.toByteArray();
        changed[0] = 'b';
        write(changed);

        assertRefusedAsItIs("has a wrong checksum");
    }

    @Test
    void headerWithASizeThatIsNoneIsRefused() throws IOException {
        add("agent.yaml", "name: a");
        tar.finish();
        byte[] changed = bytes.toByteArray();
        Arrays.fill(changed, 124, 136, (byte) 'z');
        write(changed);

        assertRefusedAsItIs("");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 300, 600, 1000})
    void archiveThatEndsTooEarlyIsRefused(int length) throws IOException {
        add("agent.yaml", "name: a".repeat(100));
        tar.finish();
        write(Arrays.copyOf(bytes.toByteArray(), length));

        assertRefusedAsItIs("");
    }

    @Test
    void compressedFileThatEndsTooEarlyIsRefused() throws IOException {
        add("agent.yaml", "name: a".repeat(100));
        finish();
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 60));

        assertRefusedAsItIs("ends in the middle");
    }

    @Test
    void fileThatIsNotCompressedIsRefused() throws IOException {
        Files.writeString(file, "name: a\n".repeat(100));

        assertRefusedAsItIs("is no .tar.gz: Not in GZIP format");
    }

    @Test
    void emptyFileIsRefused() throws IOException {
        Files.createFile(file);

        assertRefusedAsItIs("ends in the middle");
    }

    @Test
    void archiveWithoutAgentYamlIsRefused() throws IOException {
        add("main.js", "x");

        assertRefused("has no agent.yaml");
    }

    @Test
    void archiveOfAFolderAroundThePackageSaysWhereItIs() throws IOException {
        add("greet/agent.yaml", "name: a");
        add("greet/main.js", "x");

        assertRefused(
                "has no agent.yaml at its top, but greet/agent.yaml: pack what is in the folder, as"
                        + " swarm agent pack does");
    }

    private void assertRefused(String why) throws IOException {
        finish();
        assertRefusedAsItIs(why);
    }

    private void assertRefusedAsItIs(String why) throws IOException {
        assertThatThrownBy(() -> store.unpacked(file, _ -> "used"))
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(why)
                .extracting("code")
                .isEqualTo(Code.INVALID_DEFINITION);
        assertNothingStays();
    }

    private void assertNothingStays() {
        assertThat(folder.resolve("registry")).isEmptyDirectory();
    }

    private void add(String name, String content) throws IOException {
        add(new TarArchiveEntry(name, true), content.getBytes(StandardCharsets.UTF_8));
    }

    private void add(TarArchiveEntry entry, byte[] content) throws IOException {
        entry.setSize(content.length);
        entry.setModTime(0); // a fraction of a second would bring a header of its own
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private void addZeros(String name, long size) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(size);
        tar.putArchiveEntry(entry);
        byte[] zeros = new byte[1 << 20];
        for (long rest = size; rest > 0; rest -= zeros.length) {
            tar.write(zeros, 0, (int) Math.min(rest, zeros.length));
        }
        tar.closeArchiveEntry();
    }

    private void finish() throws IOException {
        tar.finish();
        write(bytes.toByteArray());
    }

    private void write(byte[] archive) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(archive);
        }
    }

    private static String read(Path of) {
        try {
            return Files.readString(of);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
