/// Agent packages: archive, digest, store, versions.
@NullMarked
package net.swarmstack.packages;

import org.jspecify.annotations.NullMarked;
