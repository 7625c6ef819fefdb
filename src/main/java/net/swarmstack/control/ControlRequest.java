package net.swarmstack.control;

import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;

import tools.jackson.databind.JsonNode;

/// What a process can ask of one that executes runs.
sealed interface ControlRequest {

    /// See [RunControl#cancel].
    record Cancel(RunId run) implements ControlRequest {}

    /// See [RunControl#resolve].
    record Resolve(RunId run, StepId step, JsonNode verdict) implements ControlRequest {}

    /// See [RunControl#follow]; answered by lines until the run has ended.
    record Follow(RunId run) implements ControlRequest {}

    /// See [RunControl#work].
    record Work() implements ControlRequest {}

    /// Keep this connection until you end, so that I see it.
    record Stay() implements ControlRequest {}
}
