package net.swarmstack.sandbox;

import java.util.Locale;

/// How well a sandbox isolates, weakest first. It is never lowered in silence.
public enum Level {
    /// Own process group, clean environment, time and output limits; nothing else. For trusted
    /// code.
    PROCESS,
    /// Own namespaces, no privileges, only declared files. For careless code.
    NAMESPACE,
    /// Own kernel. For hostile code.
    VM;

    /// The word for it in configuration and in every output.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
