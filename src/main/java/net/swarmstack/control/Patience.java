package net.swarmstack.control;

import java.time.Duration;

/// How long who asks waits.
///
/// @param hint until a person is told for whom
/// @param answer for an answer
/// @param pulse before it asks whether somebody who says nothing is still there
record Patience(Duration hint, Duration answer, Duration pulse) {

    /// An answer may take longer than the registry waits for another process that writes.
    static final Patience STANDARD =
            new Patience(Duration.ofSeconds(5), Duration.ofSeconds(45), Duration.ofSeconds(10));
}
