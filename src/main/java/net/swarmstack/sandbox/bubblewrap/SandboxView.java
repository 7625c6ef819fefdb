package net.swarmstack.sandbox.bubblewrap;

import net.swarmstack.sandbox.ExecSpec;
import net.swarmstack.sandbox.SandboxPath;
import net.swarmstack.sandbox.SandboxSpec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What one sandbox sees: its namespaces, mounts and environment, as options of bubblewrap.
///
/// @param hostView the options that show what every sandbox sees of the host
/// @param folder of the sandbox, on the host
record SandboxView(List<String> hostView, SandboxSpec spec, Path folder) {

    /// The user that the agent is in its namespace; nobody outside.
    private static final String USER = "1000";

    /// The files of `/etc` that are the sandbox's own.
    private static final Map<String, String> ETC =
            Map.of(
                    "passwd",
                    """
                    root:x:0:0:root:/root:/usr/sbin/nologin
                    agent:x:1000:1000:agent:/swarm/home:/bin/sh
                    nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
                    """,
                    "group",
                    """
                    root:x:0:
                    agent:x:1000:
                    nogroup:x:65534:
                    """,
                    "hosts",
                    "127.0.0.1 localhost swarm\n::1 localhost\n",
                    "nsswitch.conf",
                    "passwd: files\ngroup: files\nhosts: files dns\n");

    /// Every namespace there is, nobody's privileges, and an end with the monitor, which ends with
    /// the thread that started it.
    private static final List<String> ISOLATION =
            List.of(
                    "--unshare-user",
                    "--unshare-pid",
                    "--unshare-net",
                    "--unshare-ipc",
                    "--unshare-uts",
                    "--unshare-cgroup-try",
                    "--uid",
                    USER,
                    "--gid",
                    USER,
                    "--hostname",
                    "swarm",
                    "--cap-drop",
                    "ALL",
                    "--die-with-parent",
                    "--seccomp",
                    "9",
                    "--json-status-fd",
                    "7",
                    "--clearenv");

    /// Devices and processes of its own. What is in memory is bounded where nothing else bounds it.
    private static final List<String> OWN =
            List.of(
                    "--proc",
                    "/proc",
                    "--dev",
                    "/dev",
                    "--size",
                    Integer.toString(64 << 20),
                    "--perms",
                    "1777",
                    "--tmpfs",
                    "/dev/shm");

    /// Mounts of its own that nobody has to write to.
    private static final List<String> READ_ONLY = List.of("/proc", "/dev", "/");

    /// The path of a file inside.
    static String path(SandboxPath file) {
        return file.parts().getFirst().equals("tmp") ? "/" + file.name() : "/swarm/" + file.name();
    }

    /// Writes the files that are its own.
    void writeFiles() throws IOException {
        Path etc = Files.createDirectory(folder.resolve("etc"));
        for (Map.Entry<String, String> file : ETC.entrySet()) {
            Files.writeString(etc.resolve(file.getKey()), file.getValue());
        }
    }

    /// The options that execute a program in it, each with a zero byte behind it.
    String options(ExecSpec exec) {
        var options = new ArrayList<>(ISOLATION);
        options.addAll(hostView);
        for (String name : ETC.keySet()) {
            readOnly(options, folder.resolve("etc").resolve(name), "/etc/" + name);
        }
        options.addAll(OWN);
        readOnly(options, spec.packageFolder(), "/swarm/package");
        for (String name : SandboxPath.writableFolders()) {
            String bind = name.equals("in") ? "--ro-bind" : "--bind";
            String inside = path(SandboxPath.of(name));
            options.addAll(List.of(bind, folder.resolve(name).toString(), inside));
        }
        spec.programFiles().stream()
                .filter(file -> !HostView.shows(file))
                .forEach(file -> readOnly(options, file, file.toString()));
        // Settings of the kernel belong to root, who the agent is where Swarm runs as root.
        READ_ONLY.forEach(mount -> options.addAll(List.of("--remount-ro", mount)));
        options.addAll(List.of("--chdir", path(exec.workingFolder())));
        exec.environment()
                .forEach((name, value) -> options.addAll(List.of("--setenv", name, value)));
        return String.join("\0", options) + "\0";
    }

    private static void readOnly(List<String> options, Path file, String inside) {
        options.addAll(List.of("--ro-bind", file.toString(), inside));
    }
}
