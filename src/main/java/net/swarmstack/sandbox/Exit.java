package net.swarmstack.sandbox;

/// How a program ended.
public sealed interface Exit {

    /// What a shell adds to the number of a signal.
    int SIGNAL_BASE = 128;

    /// The highest number of a signal.
    int MAX_SIGNAL = 64;

    /// By itself.
    ///
    /// @param status 0 to 255
    record Exited(int status) implements Exit {}

    /// By a signal. A status of 128 + a signal is taken for one, as shells do.
    record Signaled(int signal) implements Exit {}

    /// How a program ended whose status is given as shells do.
    static Exit ofStatus(int status) {
        return status > SIGNAL_BASE && status <= SIGNAL_BASE + MAX_SIGNAL
                ? new Signaled(status - SIGNAL_BASE)
                : new Exited(status);
    }

    /// It never ran.
    record FailedToStart(String reason) implements Exit {}
}
