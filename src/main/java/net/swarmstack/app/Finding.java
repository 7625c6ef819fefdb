package net.swarmstack.app;

import net.swarmstack.model.SwarmException;

/// What one check of [Doctor] found.
///
/// @param check its name, such as `node`
/// @param text what was found, a line
/// @param remedy what to do about it; empty where nothing need be done, or the text says it
public record Finding(String check, Level level, String text, String remedy) {

    /// How bad it is.
    public enum Level {
        /// As it should be.
        OK,
        /// Works, but not all of it or not for long.
        WARN,
        /// Does not work.
        FAIL
    }

    static Finding ok(String check, String text) {
        return new Finding(check, Level.OK, text, "");
    }

    static Finding warn(String check, String text, String remedy) {
        return new Finding(check, Level.WARN, text, remedy);
    }

    static Finding fail(String check, String text, String remedy) {
        return new Finding(check, Level.FAIL, text, remedy);
    }

    /// Of a refusal, which says itself what to do.
    static Finding fail(String check, SwarmException refusal) {
        return fail(check, String.valueOf(refusal.getMessage()), "");
    }
}
