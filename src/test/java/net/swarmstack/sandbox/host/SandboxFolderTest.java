package net.swarmstack.sandbox.host;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.testing.Eventually;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

final class SandboxFolderTest {

    @TempDir Path base;

    private Path makeCgroup(String name) throws IOException {
        Path cgroup = Files.createDirectories(base.resolve("cgroups").resolve(name));
        Files.createFile(cgroup.resolve("cgroup.procs"));
        return cgroup;
    }

    @Test
    void nobodyElseCanReadIt() throws IOException {
        try (var folder = SandboxFolder.create(base.resolve("sandboxes/proc-1"))) {
            assertThat(Files.getPosixFilePermissions(folder.path()))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void recordedCgroupIsFoundAgain() throws IOException {
        Path cgroup = makeCgroup("swarm-proc-1");

        try (var folder = SandboxFolder.create(base.resolve("proc-1"))) {
            folder.record(List.of(cgroup));

            assertThat(folder.recordedCgroups()).contains(cgroup);
        }
    }

    @Test
    void cgroupOfAnotherNameIsNotBelieved() throws IOException {
        Path cgroup = makeCgroup("sshd.service");

        try (var folder = SandboxFolder.create(base.resolve("proc-1"))) {
            folder.record(List.of(cgroup));

            assertThat(folder.recordedCgroups()).isEmpty();
        }
    }

    @Test
    void folderWithoutLockIsLeftAloneUnlessItIsEmpty() throws IOException {
        Path foreign = Files.createDirectory(base.resolve("proc-1"));
        Files.createFile(foreign.resolve("file"));
        Path bare = Files.createDirectory(base.resolve("proc-2"));

        SandboxFolder.removeBare(foreign);
        SandboxFolder.removeBare(bare);
        SandboxFolder.removeBare(bare);

        assertThat(SandboxFolder.findAbandoned(foreign)).isEmpty();
        assertThat(foreign).isNotEmptyDirectory();
        assertThat(bare).doesNotExist();
    }

    /// Where the process is killed meanwhile, the next one sees by the lock that it may go on.
    @Test
    void lockIsTheLastToBeRemoved() throws IOException {
        try (WatchService watch = base.getFileSystem().newWatchService();
                var folder = SandboxFolder.create(base.resolve("proc-1"))) {
            folder.record(List.of(makeCgroup("swarm-proc-1")));
            var key = folder.path().register(watch, StandardWatchEventKinds.ENTRY_DELETE);
            var deleted = new ArrayList<String>();

            folder.remove();

            Eventually.await(
                    "the lock is told of",
                    () -> {
                        key.pollEvents().forEach(event -> deleted.add("" + event.context()));
                        return deleted.contains("lock");
                    });
            assertThat(deleted).hasSizeGreaterThan(4).last().isEqualTo("lock");
        }
        assertThat(base.resolve("proc-1")).doesNotExist();
    }
}
