package net.swarmstack.definition;

/// What an attempt of an agent may write and use. Processor, processes and disk are bounded from
/// level `namespace` up.
///
/// @param outputBytes of its outputs' compact UTF-8 form; at most 1 MiB
/// @param logBytes of its log; what comes after is dropped
/// @param cpuPercent of one processor's time; 0 where it is not limited
/// @param processes at a time, threads counted
/// @param diskBytes of the files it writes
public record AgentLimits(
        int outputBytes, int logBytes, int cpuPercent, int processes, long diskBytes) {}
