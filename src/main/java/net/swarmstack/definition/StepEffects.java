package net.swarmstack.definition;

/// What a step does to the world outside of Swarm, as its author says.
public enum StepEffects {
    /// Nothing.
    NONE,
    /// The same, however often it is executed with one idempotency key.
    IDEMPOTENT,
    /// Something that may be done once only.
    ONCE
}
