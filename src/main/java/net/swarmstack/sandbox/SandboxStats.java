package net.swarmstack.sandbox;

import java.time.Duration;
import java.util.Optional;

/// What a sandbox has used.
///
/// @param cpu of all its processes together; empty where the host does not count it
public record SandboxStats(Optional<Duration> cpu) {}
