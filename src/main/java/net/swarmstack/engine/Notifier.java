package net.swarmstack.engine;

import net.swarmstack.model.RunId;

import tools.jackson.databind.JsonNode;

/// Port: what one type of `notify` does.
public interface Notifier {

    /// The `type` in the workflow.
    String type();

    /// Tells it, and returns when it is told.
    ///
    /// @param settings the evaluated keys of the `notify`, such as `message`
    /// @throws net.swarmstack.model.SwarmException where it can't be told; the run keeps its status
    void notify(RunId run, JsonNode settings);
}
