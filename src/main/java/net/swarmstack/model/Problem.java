package net.swarmstack.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Something wrong in a file, at a place.
///
/// @param message what is wrong, what was expected, and where there is one, the nearest right word
public record Problem(Location at, String message) {

    /// The problems as one reads the file, each once.
    public static List<Problem> inReadingOrder(Collection<Problem> problems) {
        return problems.stream().distinct().sorted(Comparator.comparing(Problem::at)).toList();
    }

    /// `file:line:column: message`.
    @Override
    public String toString() {
        return at + ": " + message;
    }
}
