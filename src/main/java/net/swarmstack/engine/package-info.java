/// Runs workflows: the loop around the pure core, admission, and the ports History, StepRunner,
/// Notifier and RunViews, which other rooms implement.
@NullMarked
package net.swarmstack.engine;

import org.jspecify.annotations.NullMarked;
