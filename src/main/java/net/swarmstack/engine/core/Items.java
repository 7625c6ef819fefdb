package net.swarmstack.engine.core;

import net.swarmstack.model.Failure;

import java.util.Optional;

/// How far a step is that executes once for each item.
///
/// @param count how many items there are
/// @param next the first that has not begun, from 0
/// @param open how many have begun and not ended
/// @param failure of the first item that failed for good, where one did
public record Items(int count, int next, int open, Optional<Failure> failure) {

    static Items of(int count) {
        return new Items(count, 0, 0, Optional.empty());
    }

    Items oneMore() {
        return new Items(count, next + 1, open + 1, failure);
    }

    Items oneEnded() {
        return new Items(count, next, open - 1, failure);
    }

    Items failed(Failure why) {
        return new Items(count, next, open, Optional.of(why));
    }

    boolean haveAllEnded() {
        return next == count && open == 0;
    }
}
