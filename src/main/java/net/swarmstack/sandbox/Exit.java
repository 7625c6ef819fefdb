package net.swarmstack.sandbox;

/// How a program ended.
public sealed interface Exit {

    /// By itself.
    ///
    /// @param status 0 to 255
    record Exited(int status) implements Exit {}

    /// By a signal. A status of 128 + a signal is taken for one, as shells do.
    record Signaled(int signal) implements Exit {}

    /// It never ran.
    record FailedToStart(String reason) implements Exit {}
}
