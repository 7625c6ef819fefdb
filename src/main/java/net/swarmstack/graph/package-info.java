/// Draws graphs: a notation for other programs, or a picture.
@NullMarked
package net.swarmstack.graph;

import org.jspecify.annotations.NullMarked;
