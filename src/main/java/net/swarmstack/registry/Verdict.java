package net.swarmstack.registry;

/// What one check of [ReadOnlyRegistry#verify] says.
///
/// @param check its name, such as `history`
/// @param text what holds, or the first thing that does not, with its place
/// @param count how many things do not hold; 0 where all is well
/// @param remedy what to do about them
public record Verdict(String check, String text, long count, String remedy) {}
