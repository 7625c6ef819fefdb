package net.swarmstack.engine;

import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Failure;

import tools.jackson.databind.JsonNode;

/// How an attempt ended.
public sealed interface AttemptOutcome {

    /// What it used.
    AttemptStats stats();

    /// What it left beside its outputs.
    Leftovers leftovers();

    /// Well; the outputs are a valid object of at most 1 MiB.
    record Succeeded(JsonNode outputs, AttemptStats stats, Leftovers leftovers)
            implements AttemptOutcome {

        /// Nothing was left but the outputs.
        public Succeeded(JsonNode outputs, AttemptStats stats) {
            this(outputs, stats, Leftovers.NONE);
        }
    }

    /// Not well.
    record Failed(Failure failure, AttemptStats stats, Leftovers leftovers)
            implements AttemptOutcome {

        /// Nothing was left.
        public Failed(Failure failure, AttemptStats stats) {
            this(failure, stats, Leftovers.NONE);
        }
    }
}
