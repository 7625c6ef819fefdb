/// The driver `process`: a session, a process group and, where one is writable, a cgroup.
@NullMarked
package net.swarmstack.sandbox.process;

import org.jspecify.annotations.NullMarked;
