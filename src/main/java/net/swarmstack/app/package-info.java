/// The wiring: configuration and constructors.
@NullMarked
package net.swarmstack.app;

import org.jspecify.annotations.NullMarked;
