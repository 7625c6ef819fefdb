/// The driver `bubblewrap`: namespaces of its own, a filter of system calls, no privileges, only
/// declared files.
@NullMarked
package net.swarmstack.sandbox.bubblewrap;

import org.jspecify.annotations.NullMarked;
