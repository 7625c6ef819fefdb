package net.swarmstack.plan;

import net.swarmstack.model.AgentPin;

/// What the planner asks about agents.
@FunctionalInterface
public interface AgentLookup {

    /// The agent that a reference such as `echo`, `echo@1.0.0` or `echo@^1` means.
    Found find(String reference);

    /// The answer.
    sealed interface Found {

        /// This version.
        record Pinned(AgentPin agent) implements Found {}

        /// None; the message says what does exist and what is near.
        record Unknown(String message) implements Found {}
    }
}
