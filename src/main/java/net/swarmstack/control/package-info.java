/// How other processes of the same user talk to one that executes runs: over a Unix socket, one
/// request a connection, one JSON object a line.
@NullMarked
package net.swarmstack.control;

import org.jspecify.annotations.NullMarked;
