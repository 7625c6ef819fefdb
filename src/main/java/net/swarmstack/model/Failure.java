package net.swarmstack.model;

import java.util.Locale;

/// Why an attempt, a step or a run failed.
///
/// @param message one line for a person: what failed, which thing, what to do
/// @param retryable whether another attempt may end better
public record Failure(Type type, String message, boolean retryable) {

    public Failure {
        if (retryable && !type.isRetryable()) {
            throw new IllegalArgumentException(type.text() + " is never retried");
        }
    }

    /// A failure that is retryable where its type is.
    public Failure(Type type, String message) {
        this(type, message, type.isRetryable());
    }

    /// What kind of failure; the names are part of the interface and never change.
    public enum Type {
        /// The agent's own.
        ERROR,
        /// A deadline passed.
        TIMEOUT,
        /// More memory was used than the limit.
        OOM,
        /// More processes were started than the limit.
        PIDS,
        /// More was written to files than the limit.
        DISK,
        /// The agent printed or gave more than its limit.
        OUTPUT_TOO_LARGE,
        /// The inputs could not be made, or are not what the agent declares.
        BAD_INPUT,
        /// The outputs are not what the agent declares.
        BAD_OUTPUT,
        /// The sandbox was gone before the attempt had ended.
        SANDBOX_LOST,
        /// The sandbox could not be made, or its program not be started.
        SANDBOX_FAILED,
        /// The run was cancelled while the attempt executed.
        CANCELLED;

        /// Whether such a failure may be followed by another attempt.
        public boolean isRetryable() {
            return switch (this) {
                case ERROR, TIMEOUT, OOM, PIDS, BAD_OUTPUT, SANDBOX_LOST, SANDBOX_FAILED -> true;
                case DISK, OUTPUT_TOO_LARGE, BAD_INPUT, CANCELLED -> false;
            };
        }

        /// The name in the registry and in every output: lower snake case.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// The type of a name that [#text()] gave.
        ///
        /// @throws IllegalArgumentException where there is none
        public static Type parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /// `type: message`, the form of the `error` columns.
    @Override
    public String toString() {
        return type.text() + ": " + message;
    }
}
