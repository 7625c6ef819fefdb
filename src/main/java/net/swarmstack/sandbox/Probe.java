package net.swarmstack.sandbox;

/// Whether a driver works on this host; found by starting a sandbox.
public sealed interface Probe {

    /// It does.
    record Usable(Capabilities capabilities) implements Probe {}

    /// It does not.
    ///
    /// @param reason what was tried and how it failed
    /// @param fix what a person can do
    record Unusable(String reason, String fix) implements Probe {}
}
