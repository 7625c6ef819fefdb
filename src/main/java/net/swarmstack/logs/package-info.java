/// The logs of runs: JSON lines in a file for each attempt, and one for the run itself.
@NullMarked
package net.swarmstack.logs;

import org.jspecify.annotations.NullMarked;
