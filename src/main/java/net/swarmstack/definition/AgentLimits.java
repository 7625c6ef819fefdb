package net.swarmstack.definition;

/// What an attempt of an agent may write.
///
/// @param outputBytes of its outputs' compact UTF-8 form; at most 1 MiB
/// @param logBytes of its log; what comes after is dropped
public record AgentLimits(int outputBytes, int logBytes) {}
