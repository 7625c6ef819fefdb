package net.swarmstack.model;

/// A place in a file.
///
/// @param line from 1
/// @param column from 1
public record Location(String file, int line, int column) {

    /// `file:line:column`.
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
