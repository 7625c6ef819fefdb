package net.swarmstack.simulator;

/// A process is gone: whatever it was doing ends here.
final class Crash extends Error {

    private static final long serialVersionUID = 1L;

    Crash() {
        super("the process was killed", null, false, false);
    }
}
