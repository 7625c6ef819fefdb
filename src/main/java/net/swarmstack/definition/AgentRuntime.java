package net.swarmstack.definition;

import java.time.Duration;

/// How an agent is started.
///
/// @param entry the file to start, relative to the package
/// @param timeout of one attempt
public record AgentRuntime(Type type, String entry, int memoryMb, Duration timeout) {

    /// What interprets the entry.
    public enum Type {
        NODE,
        PYTHON,
        SHELL
    }
}
