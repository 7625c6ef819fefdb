package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.catalog.GarbageStore.Amount;
import net.swarmstack.catalog.GarbageStore.Sweep;
import net.swarmstack.model.Sha256;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;

final class BlobSweepTest {

    private static final Instant LIMIT = Instant.parse("2026-01-02T03:04:05.006Z");
    private static final FileTime OLD = FileTime.from(LIMIT.minusMillis(1));

    @TempDir Path folder;

    @Test
    void oldValueThatNothingRefersToIsRemovedWithItsFolders() throws IOException {
        Sha256 garbage = value("garbage", OLD);

        Amount removed = sweep(Set.of());

        assertThat(removed).isEqualTo(new Amount(1, 7));
        assertThat(folder.resolve(garbage.hex().substring(0, 2))).doesNotExist();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void valueThatSomethingRefersToStays() throws IOException {
        Sha256 kept = value("kept", OLD);
        value("garbage", OLD);

        sweep(Set.of(kept));

        assertThat(new BlobStore(folder).has(kept)).isTrue();
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void youngValueStays() throws IOException {
        Sha256 young = value("young", FileTime.from(LIMIT));

        assertThat(sweep(Set.of())).isEqualTo(Amount.NONE);
        assertThat(new BlobStore(folder).has(young)).isTrue();
    }

    @Test
    void valueThatIsUsedAgainWhileGarbageIsLookedForStays() throws IOException {
        Sha256 used = value("used", OLD);
        value("garbage", OLD);

        Amount removed =
                sweep(
                        Set.of(),
                        work -> {
                            new BlobStore(folder).put(used, bytes("used"), Runnable::run);
                            work.run();
                        });

        assertThat(removed.count()).isEqualTo(1);
        assertThat(new BlobStore(folder).get(used)).isEqualTo(bytes("used"));
    }

    @Test
    void valueThatAnotherCollectorRemovedIsNotCounted() throws IOException {
        value("garbage", OLD);

        Amount removed =
                sweep(
                        Set.of(),
                        work -> {
                            assertThat(sweep(Set.of())).isEqualTo(new Amount(1, 7));
                            work.run();
                        });

        assertThat(removed).isEqualTo(Amount.NONE);
    }

    @Test
    void unfinishedFilesAreRemoved() throws IOException {
        Path inner = Files.createDirectories(folder.resolve("ab/cd"));
        file(folder.resolve(".new-123"), OLD);
        file(inner.resolve(".new-456"), OLD);
        file(folder.resolve(".new-789"), FileTime.from(LIMIT));

        Amount removed = sweep(Set.of());

        assertThat(removed.count()).isEqualTo(2);
        assertThat(inner).doesNotExist();
        assertThat(folder.resolve(".new-789")).exists();
    }

    @Test
    void whatHasAnotherNameStays() throws IOException {
        String hex = Sha256.of(bytes("x")).hex();
        Path inner = Files.createDirectories(folder.resolve("ab/cd"));
        file(folder.resolve("notes.txt"), OLD);
        file(folder.resolve(hex), OLD);
        file(inner.resolve(hex), OLD);
        file(inner.resolve(".new-mine"), OLD);
        Files.createDirectories(folder.resolve("mine/too"));

        assertThat(sweep(Set.of())).isEqualTo(Amount.NONE);
        assertThat(files()).isEqualTo(4);
        assertThat(folder.resolve("mine/too")).exists();
    }

    @Test
    void folderThatAKilledCollectorLeftEmptyIsRemoved() throws IOException {
        Files.createDirectories(folder.resolve("ab/cd"));

        sweep(Set.of());

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void moreThanABatchIsRemoved() throws IOException {
        for (int i = 0; i < 1_203; i++) {
            value("value " + i, OLD);
        }

        assertThat(sweep(Set.of()).count()).isEqualTo(1_203);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void dryRunCountsAndRemovesNothing() throws IOException {
        value("garbage", OLD);

        Amount removed =
                new BlobSweep(
                                folder,
                                _ -> false,
                                new Sweep(LIMIT, true),
                                _ -> {
                                    throw new AssertionError("a dry run locks nothing");
                                })
                        .run();

        assertThat(removed).isEqualTo(new Amount(1, 7));
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void whereNothingWasEverStoredNothingIsRemoved() throws IOException {
        Files.delete(folder);

        assertThat(sweep(Set.of())).isEqualTo(Amount.NONE);

        Files.createDirectory(folder);
    }

    private Sha256 value(String text, FileTime at) throws IOException {
        Sha256 digest = Sha256.of(bytes(text));
        Path file = folder.resolve(BlobStore.name(digest));
        Files.createDirectories(file.getParent());
        Files.write(file, bytes(text));
        Files.setLastModifiedTime(file, at);
        return digest;
    }

    private static void file(Path file, FileTime at) throws IOException {
        Files.writeString(file, "x");
        Files.setLastModifiedTime(file, at);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Amount sweep(Set<Sha256> referenced) {
        return sweep(referenced, Runnable::run);
    }

    private Amount sweep(Set<Sha256> referenced, Consumer<Runnable> locked) {
        return new BlobSweep(folder, referenced::contains, new Sweep(LIMIT, false), locked).run();
    }

    private long files() throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).count();
        }
    }
}
