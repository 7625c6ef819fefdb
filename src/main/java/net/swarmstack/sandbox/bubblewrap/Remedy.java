package net.swarmstack.sandbox.bubblewrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What to do where bubblewrap does not work: which setting forbids it, and how to allow it.
///
/// @param forbidden its value where it forbids
/// @param allow the command that allows it, until the next start of the host
record Remedy(Path setting, String forbidden, String allow) {

    private static final Path SYSCTL = Path.of("/proc/sys");

    /// The settings that forbid an ordinary user to make namespaces.
    private static final List<Remedy> SETTINGS =
            List.of(
                    setting("user/max_user_namespaces", "0", "user.max_user_namespaces=15000"),
                    // Debian and Ubuntu before 24.04
                    setting(
                            "kernel/unprivileged_userns_clone",
                            "0",
                            "kernel.unprivileged_userns_clone=1"),
                    // Ubuntu from 24.04
                    setting(
                            "kernel/apparmor_restrict_unprivileged_userns",
                            "1",
                            "kernel.apparmor_restrict_unprivileged_userns=0"));

    private static Remedy setting(String file, String forbidden, String allowed) {
        return new Remedy(SYSCTL.resolve(file), forbidden, "sysctl -w " + allowed);
    }

    /// @param installed whether there is a bubblewrap
    /// @param reason how it failed
    static String of(boolean installed, String reason) {
        if (!installed) {
            return "Install bubblewrap 0.8 or newer (Debian: apt install bubblewrap).";
        }
        return SETTINGS.stream()
                .filter(Remedy::forbids)
                .findFirst()
                .map(found ->
                        "%s is %s, which forbids user namespaces. As root: %s; to keep it, put that into a file in /etc/sysctl.d."
                                .formatted(found.setting, found.forbidden, found.allow))
                .orElse(
                        "In a container, allow it user namespaces (docker run --security-opt"
                                + " seccomp=unconfined --security-opt apparmor=unconfined"
                                + " --security-opt systempaths=unconfined).");
    }

    private boolean forbids() {
        try {
            return Files.readString(setting).strip().equals(forbidden);
        } catch (IOException e) {
            return false; // this kernel does not have it
        }
    }
}
