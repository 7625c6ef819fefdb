package net.swarmstack.definition;

import net.swarmstack.model.Location;

import java.time.Duration;

/// How an agent is started.
///
/// @param entry the file to start, relative to the package
/// @param entryAt where the definition says so
/// @param timeout of one attempt
public record AgentRuntime(
        Type type, String entry, Location entryAt, int memoryMb, Duration timeout) {

    /// What interprets the entry.
    public enum Type {
        NODE,
        PYTHON,
        SHELL,
        /// A jar, or one source file.
        JAVA,
        /// A program that the host executes itself.
        BINARY
    }
}
