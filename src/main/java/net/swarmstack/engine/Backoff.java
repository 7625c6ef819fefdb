package net.swarmstack.engine;

import java.time.Duration;

/// How long to wait before something is tried again: after each try twice as long, up to a longest.
/// Immutable.
public record Backoff(Duration pause, Duration longest) {

    /// After one more try.
    public Backoff longer() {
        Duration doubled = pause.multipliedBy(2);
        return new Backoff(doubled.compareTo(longest) < 0 ? doubled : longest, longest);
    }
}
