package net.swarmstack.sandbox.host;

import java.util.List;

/// Where a sandbox is on the host.
///
/// @param joinFiles where its first process writes its pid before anything else
/// @param support what its cgroups bound
public record Placement(SandboxFolder folder, List<String> joinFiles, CgroupSupport support) {}
