/// Tests of what ships with the program: agents, templates and workflows, each as what it is.
@NullMarked
package net.swarmstack.bundled;

import org.jspecify.annotations.NullMarked;
