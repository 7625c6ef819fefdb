/// The command line: one class a command, exit statuses, rendering.
@NullMarked
package net.swarmstack.cli;

import org.jspecify.annotations.NullMarked;
