package net.swarmstack.model;

import java.time.Instant;

/// An event at its place in the history of its run.
///
/// @param seq from 1, without gaps
/// @param at when, to the millisecond
public record RecordedEvent(RunId run, long seq, Instant at, RunEvent event) {}
