package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.engine.RunViews.RunView;
import net.swarmstack.testing.ChildJvm;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

@Timeout(60)
final class OwnersTest {

    @TempDir Path folder;

    @Test
    void aRunIsOwnedUntilItsProcessIsKilled() throws Exception {
        TestRegistry.in(folder).close();
        try (var child = ChildJvm.start(ChildOwner.class, folder);
                ReadOnlyRegistry registry =
                        Registry.openReadOnly(folder.resolve("registry.db"), folder)) {
            assertThat(child.readLine()).isEqualTo("owns");
            assertThat(onlyRun(registry).ownerAlive()).isTrue();

            child.kill();

            assertThat(onlyRun(registry).ownerAlive()).isFalse();
        }
    }

    @Test
    void lookingAtALivingOwnerDoesNotEndItsLock() throws Exception {
        TestRegistry.in(folder).close();
        try (var child = ChildJvm.start(ChildOwner.class, folder);
                ReadOnlyRegistry registry =
                        Registry.openReadOnly(folder.resolve("registry.db"), folder)) {
            assertThat(child.readLine()).isEqualTo("owns");

            assertThat(onlyRun(registry).ownerAlive()).isTrue();
            assertThat(onlyRun(registry).ownerAlive()).isTrue();
        }
    }

    @Test
    void anOwnerIsAliveForItself() {
        try (TestRegistry test = TestRegistry.in(folder)) {
            RunScript script =
                    new RunScript(RunScript.run(1)).accepted(RunScript.inline("m", "1"), "a");
            test.registry().history().append(script.id(), script.take());

            assertThat(test.registry().views().list(1).getFirst().ownerAlive()).isTrue();
            assertThat(test.registry().views().list(1).getFirst().ownerAlive()).isTrue();
        }
    }

    @Test
    void whoExecutesNothingOwnsNothing() throws SQLException {
        try (TestRegistry test = TestRegistry.in(folder)) {
            assertThat(test.query("SELECT epoch FROM owners")).isEmpty();
        }
    }

    @Test
    void aProcessIsOneOwner() throws SQLException {
        try (TestRegistry test = TestRegistry.in(folder)) {
            test.registry().history();
            test.registry().history();

            assertThat(test.query("SELECT epoch FROM owners")).containsExactly("1");
        }
    }

    @Test
    void noEpochIsUsedTwice() throws SQLException {
        try (TestRegistry test = TestRegistry.in(folder)) {
            test.registry().history();
            test.reopen();
            test.registry().history();
            test.reopen();

            test.registry().history();

            assertThat(test.query("SELECT epoch FROM owners")).containsExactly("3");
        }
    }

    @Test
    void aDeadOwnerWithAnOpenRunIsRemembered() throws Exception {
        try (TestRegistry test = TestRegistry.in(folder)) {
            try (var child = ChildJvm.start(ChildOwner.class, folder)) {
                assertThat(child.readLine()).isEqualTo("owns");
            }

            test.registry().history();

            assertThat(test.query("SELECT epoch FROM owners")).containsExactly("1", "2");
            assertThat(onlyRun(test).ownerAlive()).isFalse();
        }
    }

    @Test
    void anOwnerThatEndsLeavesNoLockFile() throws IOException {
        TestRegistry test = TestRegistry.in(folder);
        test.registry().history();
        assertThat(folder.resolve("owners/1.lock")).exists();

        test.close();

        try (var files = Files.list(folder.resolve("owners"))) {
            assertThat(files).isEmpty();
        }
    }

    private static RunView onlyRun(ReadOnlyRegistry registry) {
        return registry.views().list(2).getFirst();
    }

    private static RunView onlyRun(TestRegistry test) {
        return test.registry().views().list(2).getFirst();
    }
}
