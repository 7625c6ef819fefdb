package net.swarmstack.engine;

import net.swarmstack.model.AgentPin;
import net.swarmstack.model.Isolation;

import java.util.Optional;

/// What the sandbox of an attempt has to be.
///
/// @param least what the step and its agent accept
/// @param asked what whoever started the run asked for
public record SandboxDemand(AgentPin agent, Isolation least, Optional<Isolation> asked) {}
