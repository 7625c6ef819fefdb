package net.swarmstack.control;

import java.time.Duration;

/// What a server grants.
///
/// @param connections at once
/// @param patience how long a request may take to arrive, and a line to be taken
/// @param farewell how long those who were answered may take to read it when the server closes
record ControlLimits(int connections, Duration patience, Duration farewell) {

    static final ControlLimits STANDARD =
            new ControlLimits(64, Duration.ofSeconds(10), Duration.ofSeconds(1));
}
