package net.swarmstack.sandbox.host;

/// What cgroups of this host bound and count.
///
/// @param contained whether processes of a sandbox are held together by one
public record CgroupSupport(boolean contained, boolean memory, boolean processes, boolean cpu) {

    /// Where no cgroup is writable.
    static final CgroupSupport NONE = new CgroupSupport(false, false, false, false);

    /// Where processes are held together, and not limited.
    static final CgroupSupport HELD = new CgroupSupport(true, false, false, false);
}
