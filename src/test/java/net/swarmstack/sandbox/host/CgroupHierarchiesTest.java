package net.swarmstack.sandbox.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

final class CgroupHierarchiesTest {

    @Test
    void version2StandsAtItsMountPoint() {
        List<String> cgroups = List.of("0::/user.slice/user-1000.slice/run.scope");
        List<String> mounts =
                List.of(
                        "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw",
                        "35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate");

        List<Path> found = CgroupHierarchies.candidates(cgroups, mounts);

        assertThat(found)
                .containsExactly(Path.of("/sys/fs/cgroup/user.slice/user-1000.slice/run.scope"));
    }

    @Test
    void version2ComesBeforeVersion1() {
        List<String> cgroups =
                List.of(
                        "9:name=systemd:/a",
                        "4:cpu,pids:/b",
                        "3:freezer:/c",
                        "2:memory:/d",
                        "0::/e");
        List<String> mounts =
                List.of(
                        "30 24 0:26 / /cg/memory rw - cgroup cgroup rw,memory",
                        "31 24 0:27 / /cg/freezer rw - cgroup cgroup rw,freezer",
                        "32 24 0:28 / /cg/pids rw - cgroup cgroup rw,cpu,pids",
                        "33 24 0:29 / /cg/systemd rw - cgroup cgroup rw,name=systemd",
                        "34 24 0:30 / /cg/unified rw - cgroup2 cgroup2 rw");

        List<Path> found = CgroupHierarchies.candidates(cgroups, mounts);

        assertThat(found)
                .containsExactly(
                        Path.of("/cg/unified/e"),
                        Path.of("/cg/pids/b"),
                        Path.of("/cg/freezer/c"),
                        Path.of("/cg/systemd/a"));
    }

    @Test
    void mountOfAContainerShowsItsOwnCgroupAsTheRoot() {
        List<String> cgroups = List.of("5:pids:/docker/abc/inner");
        List<String> mounts = List.of("31 24 0:27 /docker/abc /cg/pids rw - cgroup cgroup rw,pids");

        List<Path> found = CgroupHierarchies.candidates(cgroups, mounts);

        assertThat(found).containsExactly(Path.of("/cg/pids/inner"));
    }

    @Test
    void cgroupOutsideTheNamespaceIsLeftOut() {
        List<String> cgroups = List.of("0::/../other");
        List<String> mounts = List.of("35 24 0:30 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw");

        List<Path> found = CgroupHierarchies.candidates(cgroups, mounts);

        assertThat(found).isEmpty();
    }
}
