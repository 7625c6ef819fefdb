package net.swarmstack.model;

import java.util.Locale;

/// The ended run that another goes on from.
///
/// @param run the ended one
/// @param keys the run by whose id the idempotency keys of the steps are made, so that a step that
///   is executed once more has the key it had before; of a retry the new run itself
public record RunOrigin(Kind kind, RunId run, RunId keys) {

    /// What was asked for.
    public enum Kind {
        /// Go on from where it ended.
        RESUME,
        /// Do it again.
        RETRY;

        /// The name in the history.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// The kind of a name that [#text()] gave.
        ///
        /// @throws IllegalArgumentException where there is none
        public static Kind parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }
}
