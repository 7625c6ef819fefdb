package net.swarmstack.model;

import java.time.Duration;

/// What an attempt used.
///
/// @param sandbox from the request to a sandbox that is ready
/// @param execution from the start of the agent to its end
/// @param tokens as the agent reported them
/// @param resources as the host counted them
public record AttemptStats(
        Duration sandbox, Duration execution, TokenUsage tokens, ResourceUsage resources) {

    /// Of an attempt whose resources are not known.
    public AttemptStats(Duration sandbox, Duration execution, TokenUsage tokens) {
        this(sandbox, execution, tokens, ResourceUsage.UNKNOWN);
    }

    /// Of an attempt whose agent reported no tokens.
    public AttemptStats(Duration sandbox, Duration execution) {
        this(sandbox, execution, TokenUsage.NONE);
    }
}
