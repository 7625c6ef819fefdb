/// Sandboxes that are processes of this host: what the drivers of that sort have in common. Each
/// has a folder, with a lock that dies with its owner, and a cgroup where one is writable; what
/// makes a kind of them is a [net.swarmstack.sandbox.host.HostSandboxKind].
@NullMarked
package net.swarmstack.sandbox.host;

import org.jspecify.annotations.NullMarked;
