package net.swarmstack.sandbox;

/// What all programs of one sandbox together may use, from level `namespace` up.
///
/// @param memoryBytes of memory
/// @param processes how many there may be at a time, threads counted
/// @param cpuPercent of one processor's time, as in 150; 0 where it is not limited
/// @param diskBytes of files they write
public record SandboxLimits(long memoryBytes, int processes, int cpuPercent, long diskBytes) {

    public SandboxLimits {
        if (memoryBytes <= 0 || processes <= 0 || cpuPercent < 0 || diskBytes <= 0) {
            throw new IllegalArgumentException("no limits of a sandbox");
        }
    }
}
