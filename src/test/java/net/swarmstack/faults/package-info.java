/// Faults on the real thing: processes that die at each call, system calls that fail, disks that
/// fill up, files that are damaged. The short form of each is a test; `bench/faults` is the long
/// one.
@NullMarked
package net.swarmstack.faults;

import org.jspecify.annotations.NullMarked;
