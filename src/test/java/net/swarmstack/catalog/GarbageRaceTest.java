package net.swarmstack.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.engine.History;
import net.swarmstack.model.Payload;
import net.swarmstack.model.Sha256;
import net.swarmstack.packages.PackageStore;
import net.swarmstack.registry.Registry;
import net.swarmstack.registry.TestRegistry;
import net.swarmstack.testing.ChildJvm;
import net.swarmstack.testing.Eventually;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

/// Collectors that are killed, and several at once.
@Timeout(120)
final class GarbageRaceTest {

    private static final int BLOBS = 1_500;
    private static final int FOLDERS = 60;
    private static final Instant NOW = RunScript.START.plus(Duration.ofDays(1));
    private static final FileTime OLD = FileTime.from(RunScript.START.minus(Duration.ofDays(1)));

    @TempDir Path folder;
    private Root root;
    private Payload kept;

    /// One value that a run refers to, and much that nothing refers to.
    @BeforeEach
    void fillRoot() throws IOException {
        root = new Root(folder);
        Files.createDirectories(root.registry());
        try (TestRegistry test = TestRegistry.in(root.registry())) {
            History history = test.registry().history();
            kept = history.keep(RunScript.large());
            RunScript script = new RunScript(RunScript.run(1)).accepted(kept, "a");
            history.append(script.id(), script.take());
            Path file = blob(((Payload.Stored) kept).sha256());
            Files.setLastModifiedTime(file, OLD);
        }
        for (int i = 0; i < BLOBS; i++) {
            Path file = blob(digest(i));
            Files.createDirectories(file.getParent());
            Files.setLastModifiedTime(Files.writeString(file, "garbage"), OLD);
        }
        for (int i = 0; i < FOLDERS; i++) {
            fill(root.packages().resolve(digest(i).hex()));
            fill(root.logs().resolve(RunScript.run(2 + i).value()));
        }
    }

    private static void fill(Path home) throws IOException {
        Files.createDirectories(home);
        Files.writeString(home.resolve("one"), "1");
        Files.writeString(home.resolve("two"), "2");
        Files.setLastModifiedTime(home, OLD);
    }

    /// What is being removed when the collector is killed.
    enum Phase {
        BLOBS(Root::blobs, GarbageRaceTest.BLOBS),
        PACKAGES(Root::packages, 2 * FOLDERS),
        LOGS(Root::logs, 2 * FOLDERS);

        private final Function<Root, Path> folder;
        private final int files;

        Phase(Function<Root, Path> folder, int files) {
            this.folder = folder;
            this.files = files;
        }
    }

    @ParameterizedTest
    @EnumSource
    void collectorThatIsKilledLeavesWholeThingsAndTheNextGoesOn(Phase phase) throws Exception {
        try (var child = collector()) {
            child.writeLine("go");
            Eventually.await(
                    "some are gone", () -> files(phase.folder.apply(root)) < phase.files * 9L / 10);
            child.kill();
        }

        assertThat(load()).isEqualTo(RunScript.large());
        try (Stream<Path> homes = Files.list(root.packages())) {
            assertThat(homes)
                    .filteredOn(home -> home.getFileName().toString().length() == 64)
                    .allMatch(home -> Files.exists(home.resolve("one")))
                    .allMatch(home -> Files.exists(home.resolve("two")));
        }

        collect();

        assertThat(load()).isEqualTo(RunScript.large());
        assertThat(files(root.blobs())).isEqualTo(1);
        assertThat(files(root.logs())).isZero();
        assertThat(packages()).isZero();
    }

    @Test
    void collectorsAtOnceRemoveEachThingOnceAndNothingElse() throws Exception {
        var counts = new HashMap<String, Integer>();
        try (var one = collector();
                var two = collector();
                var three = collector()) {
            List<ChildJvm> all = List.of(one, two, three);
            for (ChildJvm collector : all) {
                collector.writeLine("go");
            }
            for (ChildJvm collector : all) {
                for (String line : lines(collector)) {
                    String[] words = line.split(" ");
                    counts.merge(words[0], Integer.valueOf(words[1]), Integer::sum);
                }
                assertThat(collector.await()).isZero();
            }
        }

        assertThat(counts).containsAllEntriesOf(Map.of("BLOBS", BLOBS, "PACKAGES", FOLDERS));
        assertThat(load()).isEqualTo(RunScript.large());
        assertThat(files(root.blobs())).isEqualTo(1);
        assertThat(files(root.logs())).isZero();
        assertThat(packages()).isZero();
    }

    private ChildJvm collector() throws IOException {
        var child = ChildJvm.start(ChildCollector.class, root.folder(), NOW);
        assertThat(child.readLine()).isEqualTo("ready");
        return child;
    }

    private static List<String> lines(ChildJvm child) throws IOException {
        var lines = new ArrayList<String>();
        for (int i = 0; i < GarbageCollection.Kind.values().length; i++) {
            lines.add(child.readLine());
        }
        return lines;
    }

    private void collect() {
        try (Registry registry = registry()) {
            new GarbageCollection(
                            root,
                            registry.garbage(),
                            new PackageStore(root.packages()),
                            InstantSource.fixed(NOW))
                    .run(false);
        }
    }

    private Object load() {
        try (Registry registry = registry()) {
            return registry.history().load(kept);
        }
    }

    private Registry registry() {
        return Registry.open(root.database(), root.blobs(), Thread::new, InstantSource.fixed(NOW));
    }

    private Path blob(Sha256 digest) {
        String hex = digest.hex();
        return root.blobs().resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4)).resolve(hex);
    }

    private static Sha256 digest(int n) {
        return Sha256.of(("garbage " + n).getBytes(StandardCharsets.UTF_8));
    }

    /// Packages under their digests.
    private long packages() throws IOException {
        try (Stream<Path> homes = Files.list(root.packages())) {
            return homes.filter(home -> home.getFileName().toString().length() == 64).count();
        }
    }

    /// How many files there are, while somebody may be removing them.
    private static long files(Path folder) {
        var count = new AtomicLong();
        try {
            Files.walkFileTree(
                    folder,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes of) {
                            count.incrementAndGet();
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException failure) {
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return count.get();
    }
}
