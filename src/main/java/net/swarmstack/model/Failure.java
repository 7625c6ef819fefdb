package net.swarmstack.model;

import java.util.Locale;

/// Why an attempt, a step or a run failed.
///
/// @param message one line for a person: what failed, which thing, what to do
public record Failure(Type type, String message) {

    /// What kind of failure; the names are part of the interface and never change.
    public enum Type {
        /// The agent's own.
        ERROR,
        /// A deadline passed.
        TIMEOUT,
        /// The agent wrote more than its limit.
        OUTPUT_TOO_LARGE,
        /// The inputs could not be made, or are not what the agent declares.
        BAD_INPUT,
        /// The outputs are not what the agent declares.
        BAD_OUTPUT,
        /// The agent refused to do what it was asked (exit 77).
        REFUSED,
        /// The agent lacks something that a person must set up (exit 78).
        MISCONFIGURED,
        /// The sandbox could not be made, or its program not be started.
        SANDBOX_FAILED,
        /// The run was cancelled while the attempt executed.
        CANCELLED;

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
