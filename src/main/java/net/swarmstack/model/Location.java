package net.swarmstack.model;

import java.util.Comparator;

/// A place in a file.
///
/// @param line from 1
/// @param column from 1
public record Location(String file, int line, int column) implements Comparable<Location> {

    private static final Comparator<Location> READING_ORDER =
            Comparator.comparing(Location::file)
                    .thenComparingInt(Location::line)
                    .thenComparingInt(Location::column);

    /// As one reads: by file, line and column.
    @Override
    public int compareTo(Location other) {
        return READING_ORDER.compare(this, other);
    }

    /// `file:line:column`.
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
