package net.swarmstack.model;

import java.time.Duration;

/// What an attempt used.
///
/// @param sandbox from the request to a sandbox that is ready
/// @param execution from the start of the agent to its end
public record AttemptStats(Duration sandbox, Duration execution) {}
