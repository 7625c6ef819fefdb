package net.swarmstack.model;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// What an attempt took of the host, where that is counted.
///
/// @param cpu time of processors, of all its processes together
/// @param memoryPeakBytes the most at a time
public record ResourceUsage(Optional<Duration> cpu, OptionalLong memoryPeakBytes) {

    /// Nothing is known.
    public static final ResourceUsage UNKNOWN =
            new ResourceUsage(Optional.empty(), OptionalLong.empty());
}
