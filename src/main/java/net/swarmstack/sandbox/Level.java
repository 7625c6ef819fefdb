package net.swarmstack.sandbox;

/// How well a sandbox isolates, weakest first. It is never lowered in silence.
public enum Level {
    /// Own process group, clean environment, time and output limits; nothing else. For trusted
    /// code.
    PROCESS,
    /// Own namespaces, no privileges, only declared files. For careless code.
    NAMESPACE,
    /// Own kernel. For hostile code.
    VM
}
