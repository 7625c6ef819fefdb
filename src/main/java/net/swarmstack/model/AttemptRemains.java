package net.swarmstack.model;

import java.util.Optional;

/// What an attempt left beside its outputs, as the history keeps it.
///
/// @param artifacts a list as [Artifact#list] makes it; empty where there are none
/// @param checkpoint what the step's next attempt is given; empty where there is none
public record AttemptRemains(Optional<Payload> artifacts, Optional<Payload> checkpoint) {

    /// Nothing.
    public static final AttemptRemains NOTHING =
            new AttemptRemains(Optional.empty(), Optional.empty());

    /// What remains of a step after another attempt: its artifacts replace the earlier ones, and so
    /// does its checkpoint, where it wrote one.
    public AttemptRemains after(AttemptRemains earlier) {
        return new AttemptRemains(artifacts, checkpoint.or(earlier::checkpoint));
    }
}
