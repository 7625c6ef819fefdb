package net.swarmstack.sandbox;

import static net.swarmstack.model.Isolation.NAMESPACE;
import static net.swarmstack.model.Isolation.VM;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What a program does not reach from level `namespace` up.
abstract class IsolationContract extends LimitsContract {

    /// Python is what a host has that can make any system call.
    private String python(String script) throws Exception {
        var output = new CollectedOutput();
        try (Sandbox sandbox = open()) {
            Exit exit = end(start(sandbox, output, "/usr/bin/python3", "-c", script));
            assertThat(exit).as(output.stderr()).isEqualTo(new Exit.Exited(0));
            return output.stdout().strip();
        }
    }

    private String sh(String script) throws Exception {
        var output = new CollectedOutput();
        try (Sandbox sandbox = open()) {
            end(shell(sandbox, output, script));
            return output.stdout().strip();
        }
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void filesOfTheHostAreNotSeen() throws Exception {
        Path secret = Files.writeString(leaks.base().resolveSibling("swarm-host-file"), "secret");
        try {
            String seen = sh("cat '" + secret + "' /etc/shadow; ls -A /root /home /var /etc/ssh");

            assertThat(seen).isEmpty();
        } finally {
            Files.delete(secret);
        }
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void onlyWhatIsDeclaredStandsAtTheTop() throws Exception {
        Stream<String> top = sh("ls -A /").lines();

        assertThat(top)
                .isSubsetOf(
                        "bin", "dev", "etc", "lib", "lib32", "lib64", "libx32", "proc", "sbin",
                        "swarm", "tmp", "usr");
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void nothingButItsOwnFoldersCanBeWritten() throws Exception {
        String written =
                sh(
                        """
                        for folder in / /usr /usr/bin /etc /dev /proc /swarm /swarm/package /swarm/in; do
                            touch $folder/file 2>/dev/null && echo $folder
                        done
                        for folder in /swarm/work /swarm/out /swarm/artifacts /swarm/home /tmp; do
                            touch $folder/file || echo not $folder
                        done
                        """);

        assertThat(written).isEmpty();
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void packageCannotBeChanged() throws Exception {
        Path main = Files.writeString(packageFolder.resolve("main.txt"), "content");

        runToEnd(
                "echo changed >../package/main.txt; rm -f ../package/main.txt; chmod 777 ../package");

        assertThat(main).hasContent("content");
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void processesOfTheHostAreNotSeen() throws Exception {
        String pids =
                sh("ls /proc | grep '^[0-9]' | wc -l; kill -0 " + ProcessHandle.current().pid());

        assertThat(Integer.parseInt(pids)).isLessThan(10);
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void portsOfTheHostAreNotReached() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String answer =
                    python(
                            """
                            import socket
                            for address in [('127.0.0.1', %d), ('169.254.169.254', 80), ('1.1.1.1', 53)]:
                                s = socket.socket()
                                s.settimeout(2)
                                try:
                                    s.connect(address)
                                    print('reached', address)
                                except OSError as e:
                                    print(e.errno)
                            """
                                    .formatted(server.getLocalPort()));

            // ECONNREFUSED at its own loopback, ENETUNREACH
            assertThat(answer.lines()).containsExactly("111", "101", "101");
        }
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void abstractSocketsOfTheHostAreNotReached() throws Exception {
        String seen = sh("cat /proc/net/unix | wc -l");

        assertThat(seen).isEqualTo("1"); // the head of the table
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void sharedMemoryOfTheHostIsNotSeen() throws Exception {
        assertThat(sh("tail -n +2 /proc/sysvipc/shm | wc -l; ls -A /dev/shm")).isEqualTo("0");
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void programHasNoPrivilegeAndCannotGainAny() throws Exception {
        String status =
                sh("grep -E '^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs|Seccomp):' /proc/self/status");

        assertThat(status.lines().map(line -> line.replaceAll("\\s+", " ")))
                .containsExactly(
                        "CapInh: 0000000000000000",
                        "CapPrm: 0000000000000000",
                        "CapEff: 0000000000000000",
                        "CapBnd: 0000000000000000",
                        "CapAmb: 0000000000000000",
                        "NoNewPrivs: 1",
                        "Seccomp: 2");
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void programIsNobodyOutside() throws Exception {
        assertThat(sh("id -u; id -un; hostname")).isEqualTo("1000\nagent\nswarm");
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void settingsOfTheKernelCannotBeChanged() throws Exception {
        String changed =
                sh(
                        """
                        for file in kernel/core_pattern kernel/hostname vm/overcommit_memory kernel/sysrq; do
                            { cat /proc/sys/$file >/proc/sys/$file; } 2>/dev/null && echo $file
                        done
                        { echo h >/proc/sysrq-trigger; } 2>/dev/null && echo sysrq
                        :
                        """);

        assertThat(changed).isEmpty();
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void descriptorsOfSwarmAreNotInherited() throws Exception {
        assertThat(sh("ls /proc/self/fd").lines()).containsExactly("0", "1", "2", "3"); // 3: of ls
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void environmentOfSwarmIsNotSeen() throws Exception {
        String all = sh("cat /proc/*/environ | tr '\\0' '\\n' | sed 's/=.*//' | sort -u");

        assertThat(all.lines()).isSubsetOf("HOME", "OUT", "PATH", "PWD");
    }
}
