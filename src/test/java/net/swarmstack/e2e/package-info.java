/// Black-box tests of the launchers and of the built jar: they start processes and read what these
/// print.
@NullMarked
package net.swarmstack.e2e;

import org.jspecify.annotations.NullMarked;
