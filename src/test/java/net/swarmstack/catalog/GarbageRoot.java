package net.swarmstack.catalog;

import net.swarmstack.catalog.GarbageCollection.Kind;
import net.swarmstack.catalog.GarbageCollection.Removed;
import net.swarmstack.catalog.GarbageStore.Amount;
import net.swarmstack.catalog.Registration.OnConflict;
import net.swarmstack.model.RunStatus;
import net.swarmstack.packages.PackageStore;
import net.swarmstack.registry.Registry;
import net.swarmstack.registry.TestRegistry;
import net.swarmstack.testing.RunScript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A root in which garbage is collected, ten hours after the runs of the tests began.
final class GarbageRoot {

    static final Instant NOW = RunScript.START.plus(Duration.ofHours(10));

    /// Old enough to go, by a minute.
    static final FileTime OLD = FileTime.from(NOW.minus(Duration.ofMinutes(61)));

    /// Not old enough, by a minute.
    static final FileTime YOUNG = FileTime.from(NOW.minus(Duration.ofMinutes(59)));

    private final TestRoot test;
    private final Root root;

    GarbageRoot(Path folder) {
        test = new TestRoot(folder);
        root = test.root();
        test.init();
    }

    TestRoot test() {
        return test;
    }

    Root root() {
        return root;
    }

    Amount removed(Kind kind) {
        return collect().stream()
                .filter(removed -> removed.kind() == kind)
                .map(Removed::amount)
                .findFirst()
                .orElseThrow();
    }

    List<Removed> collect() {
        return collect(false);
    }

    List<Removed> collect(boolean dryRun) {
        try (Registry registry = registry()) {
            return new GarbageCollection(
                            root,
                            registry.garbage(),
                            new PackageStore(root.packages()),
                            InstantSource.fixed(NOW))
                    .run(dryRun);
        }
    }

    private Registry registry() {
        return Registry.open(root.database(), root.blobs(), Thread::new, InstantSource.fixed(NOW));
    }

    /// The home of the package of an agent that was just registered.
    Path registered(String name, String content) throws IOException {
        List<Path> before = packages();
        Path agent = test.agent(name, "1.0.0", content);
        test.register(registrar -> registrar.registerAgent(agent, OnConflict.REPLACE));
        return packages().stream().filter(home -> !before.contains(home)).findFirst().orElseThrow();
    }

    List<Path> packages() throws IOException {
        try (Stream<Path> homes = Files.list(root.packages())) {
            return homes.toList();
        }
    }

    void endedRun(int n) {
        RunScript script =
                new RunScript(RunScript.run(n))
                        .accepted(RunScript.inline("m", "x"), "a")
                        .finished(RunStatus.SUCCEEDED, Optional.empty(), Optional.empty());
        try (Registry registry = registry()) {
            registry.catalog()
                    .putUnlisted(TestRegistry.workflow(RunScript.WORKFLOW_ID, "flow", "1.0.0"));
            registry.history().append(script.id(), script.take());
        }
    }

    void sql(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.database());
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
