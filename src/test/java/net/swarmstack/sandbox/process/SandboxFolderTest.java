package net.swarmstack.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

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
            folder.record(cgroup);

            assertThat(folder.recordedCgroup()).contains(cgroup);
        }
    }

    @Test
    void cgroupOfAnotherNameIsNotBelieved() throws IOException {
        Path cgroup = makeCgroup("sshd.service");

        try (var folder = SandboxFolder.create(base.resolve("proc-1"))) {
            folder.record(cgroup);

            assertThat(folder.recordedCgroup()).isEmpty();
        }
    }

    @Test
    void folderWithoutLockIsLeftAlone() throws IOException {
        Path foreign = Files.createDirectory(base.resolve("proc-1"));

        assertThat(SandboxFolder.findAbandoned(foreign)).isEmpty();
    }
}
