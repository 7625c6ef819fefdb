package net.swarmstack.model;

import java.util.List;
import java.util.Optional;

/// What reading a text gave: the thing, or every problem in it.
public sealed interface Parsed<T> {

    /// The thing.
    ///
    /// @throws SwarmException `INVALID_DEFINITION` with every problem, where there are some
    default T orThrow() {
        return switch (this) {
            case Valid<T>(T value) -> value;
            case Invalid<T>(List<Problem> problems, Optional<T> _) ->
                    throw SwarmException.invalid(problems);
        };
    }

    /// What is wrong, in the order of the file; empty where nothing is.
    default List<Problem> problems() {
        return List.of();
    }

    /// What could be read, for a later stage that looks for further problems.
    Optional<T> readable();

    /// Nothing is wrong.
    record Valid<T>(T value) implements Parsed<T> {

        @Override
        public Optional<T> readable() {
            return Optional.of(value);
        }
    }

    /// Something is wrong.
    ///
    /// @param problems all of them, in the order of the file
    /// @param readable what could be read nevertheless, where a later stage can look for further
    ///   problems in it; never used for anything else
    record Invalid<T>(List<Problem> problems, Optional<T> readable) implements Parsed<T> {

        public Invalid {
            problems = Problem.inReadingOrder(problems);
        }
    }
}
