package net.swarmstack.sandbox;

import java.util.concurrent.CompletableFuture;

/// A program that was started in a sandbox. It ends with its first process: whatever that left
/// running is killed, so that all output has been told when [#exit()] completes.
///
/// Stopping has two phases: [#terminate()] asks, and [Sandbox#kill()] ends.
public interface Execution {

    /// How it ended; completes after the last output.
    CompletableFuture<Exit> exit();

    /// Sends SIGTERM to every process in the sandbox, and returns at once.
    void terminate();
}
