package net.swarmstack.definition;

import net.swarmstack.model.Failure;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// When and how often a step that fails is tried again.
///
/// @param attempts how many in all, at least 1
/// @param delay between the first attempt's end and the second's start
/// @param backoff by what the delay grows from one attempt to the next, at least 1
/// @param maxDelay the longest delay, before jitter
/// @param jitter by what part of itself the delay may be shorter or longer, from 0 to 1
/// @param on the types of failure that are tried again
public record RetryPolicy(
        int attempts,
        Duration delay,
        double backoff,
        Duration maxDelay,
        double jitter,
        List<Failure.Type> on) {

    /// The types that may be tried again at all.
    public static final List<Failure.Type> RETRYABLE =
            Arrays.stream(Failure.Type.values()).filter(Failure.Type::isRetryable).toList();

    /// One attempt, and what else holds where nothing is written.
    public static final RetryPolicy NONE =
            new RetryPolicy(1, Duration.ofSeconds(1), 2, Duration.ofSeconds(60), 0.1, RETRYABLE);

    public RetryPolicy {
        on = List.copyOf(on);
    }

    /// Whether an attempt that failed so is followed by another.
    ///
    /// @param attempt the one that failed, from 1
    public boolean triesAgain(int attempt, Failure failure) {
        return attempt < attempts && failure.retryable() && on.contains(failure.type());
    }

    /// How long to wait after an attempt, to the millisecond.
    ///
    /// @param attempt the one that failed, from 1
    /// @param random from 0 to 1: 0 gives the shortest delay that jitter allows, 1 the longest
    public Duration delayAfter(int attempt, double random) {
        double grown = delay.toMillis() * StrictMath.pow(backoff, attempt - 1);
        double bounded = StrictMath.min(grown, (double) maxDelay.toMillis());
        return Duration.ofMillis(StrictMath.round(bounded * (1 + jitter * (2 * random - 1))));
    }
}
