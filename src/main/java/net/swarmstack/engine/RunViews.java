package net.swarmstack.engine;

import net.swarmstack.model.Artifact;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepStatus;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Port: what the registry shows of runs. Reading changes nothing.
public interface RunViews {

    /// The ids of the runs that a person may mean: equal to the text, beginning or ending with it;
    /// at most 10, newest first.
    List<RunId> matching(String text);

    /// The newest runs, newest first.
    List<RunView> list(int limit);

    /// The newest runs of a workflow, newest first.
    ///
    /// @param workflow its name
    List<RunView> list(String workflow, int limit);

    Optional<RunView> find(RunId run);

    /// The step executions of a run, in the order they came to be.
    List<StepView> steps(RunId run);

    /// What the attempts of each step of a run that have ended used, by the step.
    Map<String, StepUsage> usage(RunId run);

    /// What the last attempt of a step left in `$SWARM_OUT`, by name; empty where there is no such
    /// step.
    List<Artifact> artifacts(RunId run, String stepId);

    /// The content of an artifact.
    InputStream open(Artifact artifact);

    /// What a run gave, where it did: the value, or where it is large, a reference as the columns
    /// hold it.
    Optional<JsonNode> result(RunId run);

    /// As [#result], loaded where it is large.
    Optional<JsonNode> wholeResult(RunId run);

    /// The events of a run in order, each `{seq, at, type, data, hash}`.
    List<ObjectNode> events(RunId run);

    /// What all attempts of a step used together.
    ///
    /// @param boot from the requests to sandboxes that were ready
    /// @param cpu of the attempts of which it is known
    /// @param memoryPeakBytes the most of one attempt; 0 where it is not known
    record StepUsage(Duration boot, Duration execution, Duration cpu, long memoryPeakBytes) {}

    /// A row of `workflow_runs`.
    ///
    /// @param row every column by its name, JSON columns as JSON
    /// @param ownerAlive whether the process that executes it lives; true for a run that has ended,
    ///   is queued or waits for a person, for none does
    record RunView(
            RunId id, String workflow, RunStatus status, boolean ownerAlive, ObjectNode row) {}

    /// A row of `step_executions`.
    ///
    /// @param row every column by its name, JSON columns as JSON
    record StepView(String stepId, StepStatus status, Optional<Instant> startedAt, ObjectNode row) {

        /// What `waits_for` holds where the step waits for its next attempt.
        public static final String RETRY = "retry";

        /// What `waits_for` holds where a person must say what became of a lost attempt.
        public static final String OUTCOME_UNKNOWN = "outcome_unknown";
    }
}
