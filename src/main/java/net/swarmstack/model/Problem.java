package net.swarmstack.model;

/// Something wrong in a file, at a place.
///
/// @param message what is wrong, what was expected, and where there is one, the nearest right word
public record Problem(Location at, String message) {

    /// `file:line:column: message`.
    @Override
    public String toString() {
        return at + ": " + message;
    }
}
