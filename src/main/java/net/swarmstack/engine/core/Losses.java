package net.swarmstack.engine.core;

/// The attempts of a step that were lost with the process that executed them.
///
/// @param all how many
/// @param left how many of them that process left on purpose
/// @param isLeaving whether the process that executes the last attempt leaves it on purpose
public record Losses(int all, int left, boolean isLeaving) {

    public static final Losses NONE = new Losses(0, 0, false);

    /// How many processes died while they executed the step.
    int deaths() {
        return all - left;
    }

    /// Another attempt executes.
    Losses started() {
        return new Losses(all, left, false);
    }

    Losses leaving() {
        return new Losses(all, left, true);
    }

    /// The last attempt was lost.
    Losses another() {
        return new Losses(all + 1, isLeaving ? left + 1 : left, false);
    }
}
