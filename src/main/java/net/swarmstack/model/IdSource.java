package net.swarmstack.model;

/// Makes new ids; injected, so that a test or the simulator decides what they are.
@FunctionalInterface
public interface IdSource {

    /// A new UUIDv7 in its 36-character form, greater than those made in earlier milliseconds.
    String next();
}
