package net.swarmstack.engine;

import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Failure;

import tools.jackson.databind.JsonNode;

/// How an attempt ended.
public sealed interface AttemptOutcome {

    /// What it used.
    AttemptStats stats();

    /// Well; the outputs are a valid object of at most 1 MiB.
    record Succeeded(JsonNode outputs, AttemptStats stats) implements AttemptOutcome {}

    /// Not well.
    record Failed(Failure failure, AttemptStats stats) implements AttemptOutcome {}
}
