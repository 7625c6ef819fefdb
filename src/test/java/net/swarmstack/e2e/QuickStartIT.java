package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Started.Ended;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/// AOT caches and SQLite's library: made once, never of another jar, and no command depends on
/// them.
final class QuickStartIT {

    @TempDir Path folder;

    private Checkout checkout;
    private Path jar;

    @BeforeEach
    void checkOut() throws Exception {
        checkout = Checkout.in(folder);
        checkout.link("timeout");
        Files.createDirectories(folder.resolve("program"));
        jar = StandInJar.jar(folder.resolve("program/other.jar"), "one");
        checkout.set("SWARM_JAR", jar.toString());
    }

    @Test
    void firstStartMakesACacheOfEachKindAndTheLibrary() throws Exception {
        Ended first = checkout.run("agent", "list");

        assertThat(first).isEqualTo(new Ended(0, "one[agent, list]\n", ""));
        assertThat(made()).hasSize(3);
        assertThat(made()).anyMatch(name -> name.endsWith(".read.aot"));
        assertThat(made()).anyMatch(name -> name.endsWith(".run.aot"));
        assertThat(made()).anyMatch(name -> name.endsWith(".libsqlitejdbc.so"));
    }

    @Test
    void secondStartUsesThem() throws Exception {
        checkout.run("agent", "list");

        Ended library = checkout.run("property", "org.sqlite.lib.path");
        Ended cache = checkout.run("flags");

        assertThat(library.out()).isEqualTo(caches() + "\n");
        assertThat(cache.out()).contains("-XX:AOTCache=", ".read.aot");
    }

    @Test
    void runningCommandsHaveTheirOwnCache() throws Exception {
        Ended cache = checkout.run("flags", "run");

        assertThat(cache.out()).contains(".run.aot");
    }

    /// The JVM itself would not notice, and run the old classes.
    @Test
    void swappedJarRunsItsOwnCode() throws Exception {
        checkout.run("agent", "list");
        Path two = StandInJar.jar(folder.resolve("two.jar"), "two");
        Files.setLastModifiedTime(two, Files.getLastModifiedTime(jar));
        Files.move(two, jar, StandardCopyOption.ATOMIC_MOVE);

        Ended swapped = checkout.run("agent", "list");

        assertThat(swapped).isEqualTo(new Ended(0, "two[agent, list]\n", ""));
        assertThat(made()).as("the old ones are gone").hasSize(3);
    }

    @Test
    void damagedCacheIsPassedOver() throws Exception {
        checkout.run("agent", "list");
        for (String name : made()) {
            if (name.endsWith(".aot")) {
                Files.writeString(caches().resolve(name), "damaged");
            }
        }

        Ended ended = checkout.run("agent", "list");

        assertThat(ended).isEqualTo(new Ended(0, "one[agent, list]\n", ""));
    }

    @Test
    void besideAReadOnlyJarTheyAreThePersonsOwn() throws Exception {
        Path person = checkout.protect(jar.getParent());
        checkout.run("agent", "list");

        Ended second = checkout.run("property", "org.sqlite.lib.path");

        assertThat(second.out()).isEqualTo(person + "/.cache/swarm/aot" + jar.getParent() + "\n");
        assertThat(caches()).doesNotExist();
    }

    @Test
    void startWhileAnotherMakesThemDoesWithout() throws Exception {
        Files.createDirectories(caches());
        try (var holder =
                Started.start(
                        List.of(
                                "flock",
                                caches() + "/lock",
                                "sh",
                                "-c",
                                "echo held; exec sleep 60"),
                        System.getenv(),
                        folder,
                        "")) {
            Started.await("the lock is taken", () -> holder.out().contains("held"));

            Ended ended = checkout.run("agent", "list");

            assertThat(ended).isEqualTo(new Ended(0, "one[agent, list]\n", ""));
        }
        assertThat(made()).isEmpty();
    }

    @Test
    void whereNothingCanBeLearntThatIsTriedOnce() throws Exception {
        checkout.install("timeout", "#!/bin/sh\necho >>\"${0%/*}/tried\"\nexit 1\n");
        checkout.run("agent", "list");
        String tried = Files.readString(folder.resolve("tools/tried"));

        Ended second = checkout.run("agent", "list");

        assertThat(second).isEqualTo(new Ended(0, "one[agent, list]\n", ""));
        assertThat(folder.resolve("tools/tried")).hasContent(tried);
    }

    private Path caches() {
        return jar.resolveSibling("aot");
    }

    /// The names of what was made.
    private List<String> made() throws Exception {
        try (Stream<Path> files = Files.list(caches())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".aot") || name.endsWith(".so"))
                    .toList();
        }
    }
}
