package net.swarmstack.sandbox;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// What a sandbox has used.
///
/// @param cpu of all its processes together; empty where the host does not count it
/// @param memoryPeakBytes the most at a time; empty where the host does not count it
/// @param exceeded the limit that something in it was stopped by
public record SandboxStats(
        Optional<Duration> cpu, OptionalLong memoryPeakBytes, Optional<Limit> exceeded) {

    /// One of the [SandboxLimits].
    public enum Limit {
        MEMORY,
        PROCESSES,
        DISK
    }
}
