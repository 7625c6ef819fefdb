package net.swarmstack.engine;

import net.swarmstack.engine.core.RunState;
import net.swarmstack.model.RecordedEvent;

/// An event, and the state it led to. The rows of the steps that [RunState#touched()] names, and
/// the row of the run, are written with it.
public record Transition(RecordedEvent event, RunState after) {}
