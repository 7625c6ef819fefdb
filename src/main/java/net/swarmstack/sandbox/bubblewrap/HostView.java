package net.swarmstack.sandbox.bubblewrap;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What of the host every sandbox shows, read-only: the system's programs and libraries, and of
/// `/etc` what they can't do without, which holds no secret.
final class HostView {

    private static final List<String> SYSTEM =
            List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");

    /// Where the linker finds libraries, which program is which (Debian), what a JDK was split
    /// into, whom to trust, which time it is.
    private static final List<String> CONFIGURATION =
            List.of(
                    "ld.so.cache",
                    "ld.so.conf",
                    "ld.so.conf.d",
                    "alternatives",
                    "ssl/certs",
                    "ssl/openssl.cnf",
                    "pki/tls/certs",
                    "pki/ca-trust/extracted",
                    "ca-certificates",
                    "localtime",
                    "mime.types",
                    "services",
                    "protocols");

    private HostView() {}

    /// The options of bubblewrap that show it.
    static List<String> options() {
        var options = new ArrayList<>(List.of("--ro-bind", "/usr", "/usr"));
        for (String name : SYSTEM) {
            Path path = Path.of("/", name);
            if (Files.isSymbolicLink(path)) {
                options.addAll(List.of("--symlink", linkOf(path), path.toString()));
            } else if (Files.isDirectory(path)) {
                options.addAll(List.of("--ro-bind", path.toString(), path.toString()));
            }
        }
        Path etc = Path.of("/etc");
        CONFIGURATION.stream().map(etc::resolve).forEach(path -> show(path, options));
        try (DirectoryStream<Path> java = Files.newDirectoryStream(etc, "java*")) {
            java.forEach(path -> show(path, options));
        } catch (IOException e) {
            // A host without /etc has nothing to show there.
        }
        return List.copyOf(options);
    }

    /// Whether a file is shown already.
    static boolean shows(Path file) {
        String first = file.getName(0).toString();
        return first.equals("usr") || SYSTEM.contains(first);
    }

    private static void show(Path path, List<String> options) {
        if (Files.exists(path)) {
            options.addAll(List.of("--ro-bind", path.toString(), path.toString()));
        }
    }

    private static String linkOf(Path path) {
        try {
            return Files.readSymbolicLink(path).toString();
        } catch (IOException e) {
            return "usr/" + path.getFileName();
        }
    }
}
