package net.swarmstack.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.catalog.GarbageCollection.Kind;
import net.swarmstack.catalog.GarbageStore.Amount;
import net.swarmstack.model.Sha256;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/// Which packages are garbage.
final class PackageCollectionTest {

    private static final FileTime OLD = GarbageRoot.OLD;
    private static final FileTime YOUNG = GarbageRoot.YOUNG;

    @TempDir Path folder;
    private GarbageRoot test;
    private Root root;

    @BeforeEach
    void makeRoot() {
        test = new GarbageRoot(folder);
        root = test.root();
    }

    @Test
    void packageThatNothingRefersToGoes() throws Exception {
        Path bundled = test.packages().getFirst();
        Files.setLastModifiedTime(bundled, OLD);
        Path garbage = test.registered("mine", "one");
        Files.setLastModifiedTime(garbage, OLD);
        test.sql("DELETE FROM agents WHERE name = 'mine'");

        assertThat(test.removed(Kind.PACKAGES).count()).isEqualTo(1);

        assertThat(test.packages()).containsExactly(bundled);
        assertThat(root.packages()).isDirectoryNotContaining("glob:**/.new-*");
    }

    @Test
    void packageOfAnAgentStays() throws Exception {
        Path home = test.registered("mine", "one");
        Files.setLastModifiedTime(home, OLD);

        assertThat(test.removed(Kind.PACKAGES)).isEqualTo(Amount.NONE);
        assertThat(home.resolve("files/main.js")).hasContent("one");
    }

    @Test
    void youngPackageStaysThoughNoAgentHasItYet() throws Exception {
        Path home = test.registered("mine", "one");
        Files.setLastModifiedTime(home, YOUNG);
        test.sql("DELETE FROM agents WHERE name = 'mine'");

        assertThat(test.removed(Kind.PACKAGES)).isEqualTo(Amount.NONE);
        assertThat(home).exists();
    }

    @Test
    void packageThatARunPinnedStaysThoughItsAgentWasDeleted() throws Exception {
        Path home = test.registered("mine", "one");
        Files.setLastModifiedTime(home, OLD);
        test.sql("DELETE FROM agents WHERE name = 'mine'");
        Path pinned = root.packages().resolve(Sha256.of(new byte[0]).hex()); // by RunScript
        Files.move(home, pinned);
        Files.setLastModifiedTime(pinned, OLD);
        test.endedRun(1);

        assertThat(test.removed(Kind.PACKAGES)).isEqualTo(Amount.NONE);
        assertThat(pinned).exists();
    }

    @Test
    void packageOfADeletedAgentGoesAnHourLater() throws Exception {
        Path home = test.registered("mine", "one");
        Files.setLastModifiedTime(home, OLD);
        test.sql("UPDATE agents SET deleted_at = '" + YOUNG + "' WHERE name = 'mine'");
        Amount early = test.removed(Kind.PACKAGES);
        test.sql("UPDATE agents SET deleted_at = '" + OLD + "' WHERE name = 'mine'");

        assertThat(early).isEqualTo(Amount.NONE);
        assertThat(test.removed(Kind.PACKAGES).count()).isEqualTo(1);
        assertThat(home).doesNotExist();
    }

    @Test
    void packageThatWasReplacedStaysForAnHour() throws Exception {
        Path before = test.registered("mine", "one");
        Files.setLastModifiedTime(before, OLD);

        Path after = test.registered("mine", "two");

        assertThat(test.removed(Kind.PACKAGES)).isEqualTo(Amount.NONE);
        assertThat(before).exists();
        Files.setLastModifiedTime(before, OLD);
        assertThat(test.removed(Kind.PACKAGES).count()).isEqualTo(1);
        assertThat(after).exists();
    }
}
