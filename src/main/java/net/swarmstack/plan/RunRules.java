package net.swarmstack.plan;

import java.time.Duration;
import java.util.Optional;

/// What holds for a run as a whole.
///
/// @param timeout of the run, without its handlers, where it has one
/// @param failFast whether nothing new starts once a step has failed
/// @param concurrentSteps how many of its steps may execute at once, beside the host's slots
public record RunRules(Optional<Duration> timeout, boolean failFast, int concurrentSteps) {}
