/// Decides: (plan, state, event) to next state and commands. Pure: no clock, no id, no thread, no
/// I/O.
@NullMarked
package net.swarmstack.engine.core;

import org.jspecify.annotations.NullMarked;
