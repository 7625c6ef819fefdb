/// Runs the production engine, whole, on one thread with a clock, a store, sandboxes and people
/// that a seed decides about, and looks after every step whether the promises hold.
@NullMarked
package net.swarmstack.simulator;

import org.jspecify.annotations.NullMarked;
