package net.swarmstack.engine.core;

import net.swarmstack.model.Failure;
import net.swarmstack.model.Payload;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;

import java.util.Optional;

/// Where one step of a run stands.
///
/// @param openNeeds how many of its needs have not ended
/// @param attempt the last attempt, from 1; 0 before the first
/// @param inputs what it was resolved to, where it was
/// @param outputs what it gave, where it succeeded
/// @param failure why it did not, where it failed
public record StepState(
        StepId id,
        StepStatus status,
        int openNeeds,
        int attempt,
        Optional<Payload> inputs,
        Optional<Payload> outputs,
        Optional<Failure> failure) {}
