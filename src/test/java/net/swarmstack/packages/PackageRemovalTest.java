package net.swarmstack.packages;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Sha256;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

final class PackageRemovalTest {

    private static final Instant LIMIT = Instant.parse("2026-01-02T03:04:05.006Z");
    private static final FileTime OLD = FileTime.from(LIMIT.minusMillis(1));

    @TempDir Path folder;
    private PackageStore store;
    private Path agent;
    private Sha256 digest;

    @BeforeEach
    void storePackage() throws IOException {
        store = new PackageStore(folder.resolve("registry"));
        agent = Files.createDirectories(folder.resolve("agent"));
        Files.writeString(agent.resolve("agent.yaml"), "name: a\n");
        digest = store.add(agent);
        Files.setLastModifiedTime(home(), OLD);
    }

    @Test
    void packageThatNobodyTouchedIsRemovedWhole() {
        assertThat(store.untouchedSince(LIMIT)).containsExactly(digest);
        assertThat(store.remove(digest, LIMIT, Runnable::run)).isTrue();

        assertThat(store.has(digest)).isFalse();
        assertThat(folder.resolve("registry")).isEmptyDirectory();
    }

    @Test
    void packageThatIsStoredAgainStays() {
        store.add(agent);

        assertThat(store.untouchedSince(LIMIT)).isEmpty();
        assertThat(store.remove(digest, LIMIT, Runnable::run)).isFalse();
        assertThat(store.damage(digest)).isEmpty();
    }

    @Test
    void packageThatIsRenewedAtTheLastMomentStays() {
        boolean removed =
                store.remove(
                        digest,
                        LIMIT,
                        removal -> {
                            store.renew(digest);
                            removal.run();
                        });

        assertThat(removed).isFalse();
        assertThat(store.text(digest, "agent.yaml")).isEqualTo("name: a\n");
    }

    @Test
    void packageThatMayNotBeRemovedStays() {
        assertThat(store.remove(digest, LIMIT, _ -> {})).isFalse();

        assertThat(store.text(digest, "agent.yaml")).isEqualTo("name: a\n");
    }

    @Test
    void packageThatWasRemovedIsStoredAnew() {
        store.remove(digest, LIMIT, Runnable::run);

        assertThat(store.add(agent)).isEqualTo(digest);
        assertThat(store.text(digest, "agent.yaml")).isEqualTo("name: a\n");
    }

    @Test
    void packageThatIsGoneIsNotRenewed() {
        store.remove(digest, LIMIT, Runnable::run);

        store.renew(digest);

        assertThat(store.has(digest)).isFalse();
        assertThat(store.remove(digest, LIMIT, Runnable::run)).isFalse();
    }

    @Test
    void storeThatWasNeverUsedHasNothingToRemove() {
        assertThat(new PackageStore(folder.resolve("none")).untouchedSince(LIMIT)).isEmpty();
    }

    private Path home() {
        return folder.resolve("registry").resolve(digest.hex());
    }
}
