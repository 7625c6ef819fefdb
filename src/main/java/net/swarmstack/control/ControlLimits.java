package net.swarmstack.control;

import java.time.Duration;

/// What a server grants.
///
/// @param connections at once
/// @param arrival how long a request may take to arrive
/// @param taking how long who asked may take to take a line
/// @param farewell how long those who were answered may take to read it when the server closes
record ControlLimits(int connections, Duration arrival, Duration taking, Duration farewell) {

    static final ControlLimits STANDARD =
            new ControlLimits(
                    512, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(1));
}
