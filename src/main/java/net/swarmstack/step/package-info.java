/// One attempt: inputs into a sandbox, outputs out of it; the agent protocol.
@NullMarked
package net.swarmstack.step;

import org.jspecify.annotations.NullMarked;
