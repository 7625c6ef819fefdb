package net.swarmstack.catalog;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.util.Locale;
import java.util.Optional;

/// What registering one thing did.
///
/// @param reference `name@version`
public record Registration(Kind kind, String reference, Change change) {

    /// What was registered.
    public enum Kind {
        AGENT,
        WORKFLOW;

        /// The word of messages and commands: `agent` or `workflow`.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What it changed.
    public enum Change {
        /// The version is new.
        CREATED,
        /// The version was there, with the same content.
        UNCHANGED,
        /// The version was there, and has this content now.
        REPLACED,
        /// The version had been deleted, and is there again.
        REVIVED;

        /// What registering changes.
        ///
        /// @param isDeleted whether the version was there, and was deleted
        /// @param sameContent of the version that is there, where it is
        /// @throws SwarmException `CONFLICT` where another content may not be replaced
        static Change of(
                String reference,
                boolean isDeleted,
                Optional<Boolean> sameContent,
                OnConflict onConflict) {
            if (isDeleted) {
                return onConflict.revives() ? REVIVED : UNCHANGED;
            }
            if (sameContent.isEmpty()) {
                return CREATED;
            }
            if (sameContent.get()) {
                return UNCHANGED;
            }
            return switch (onConflict) {
                case KEEP -> UNCHANGED;
                case REPLACE, UPGRADE -> REPLACED;
                case REFUSE ->
                        throw new SwarmException(
                                Code.CONFLICT,
                                reference
                                        + " is registered with another content. Give it a new"
                                        + " version, or replace it with --force.");
            };
        }
    }

    /// What to do where the version is there, with another content, or was deleted.
    public enum OnConflict {
        /// Another content is an error; what was deleted is there again.
        REFUSE,
        /// The new content counts, for later runs; what was deleted is there again.
        REPLACE,
        /// The new content counts, for later runs; what was deleted stays so. For what is bundled.
        UPGRADE,
        /// What is there stays, and what was deleted stays so.
        KEEP;

        /// Whether registering a deleted version brings it back.
        boolean revives() {
            return switch (this) {
                case REFUSE, REPLACE -> true;
                case UPGRADE, KEEP -> false;
            };
        }
    }
}
