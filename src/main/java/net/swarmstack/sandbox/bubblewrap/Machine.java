package net.swarmstack.sandbox.bubblewrap;

import java.util.Optional;

/// A processor architecture, as a filter of system calls sees it.
enum Machine {
    /// `AUDIT_ARCH_X86_64`
    X86_64(0xC000003E),
    /// `AUDIT_ARCH_AARCH64`
    AARCH64(0xC00000B7);

    private final int auditArch;

    Machine(int auditArch) {
        this.auditArch = auditArch;
    }

    /// The `arch` of `struct seccomp_data`.
    int auditArch() {
        return auditArch;
    }

    /// The machine of a JVM's `os.arch`; empty where there is no filter for it.
    static Optional<Machine> of(String osArch) {
        return switch (osArch) {
            case "amd64" -> Optional.of(X86_64);
            case "aarch64" -> Optional.of(AARCH64);
            default -> Optional.empty();
        };
    }
}
