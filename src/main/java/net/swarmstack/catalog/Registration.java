package net.swarmstack.catalog;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.util.Optional;

/// What registering one thing did.
///
/// @param reference `name@version`
public record Registration(Kind kind, String reference, Change change) {

    /// What was registered.
    public enum Kind {
        AGENT,
        WORKFLOW
    }

    /// What it changed.
    public enum Change {
        /// The version is new.
        CREATED,
        /// The version was there, with the same content.
        UNCHANGED,
        /// The version was there, and has this content now.
        REPLACED;

        /// What registering changes.
        ///
        /// @param sameContent of the version that is there, where it is
        /// @throws SwarmException `CONFLICT` where another content may not be replaced
        static Change of(String reference, Optional<Boolean> sameContent, OnConflict onConflict) {
            if (sameContent.isEmpty()) {
                return CREATED;
            }
            if (sameContent.get()) {
                return UNCHANGED;
            }
            return switch (onConflict) {
                case KEEP -> UNCHANGED;
                case REPLACE -> REPLACED;
                case REFUSE ->
                        throw new SwarmException(
                                Code.CONFLICT,
                                reference
                                        + " is registered with another content. Give it a new"
                                        + " version, or replace it with --force.");
            };
        }
    }

    /// What to do where the version is there, with another content.
    public enum OnConflict {
        /// An error.
        REFUSE,
        /// The new content counts, for later runs.
        REPLACE,
        /// What is there stays.
        KEEP
    }
}
