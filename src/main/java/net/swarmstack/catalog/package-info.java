/// The root: its folders and owner, init, what is registered and bundled.
@NullMarked
package net.swarmstack.catalog;

import org.jspecify.annotations.NullMarked;
