package net.swarmstack.engine;

import net.swarmstack.model.Artifact;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunId;

import tools.jackson.databind.JsonNode;

import java.io.InputStream;
import java.util.List;

/// Port: where runs are remembered. Append only; the events are the truth, and everything shown is
/// made from them.
///
/// Every method may throw [net.swarmstack.model.SwarmException]: `DISK_FULL` and `BUSY` where
/// nothing was written and the same call may succeed later, `NOT_OWNER` where the run is another
/// process's and nothing was written, `STORE_FAILED` where the store can't be trusted.
public interface History {

    /// Appends transitions of one run, and the rows they change, in one transaction, and returns
    /// when it is durable. Calls of different runs may share a commit.
    void append(RunId run, List<Transition> transitions);

    /// Appends the first events of a run that no process executes yet.
    void enqueue(RunId run, List<Transition> first);

    /// The events of a run, in order; empty where there is no such run.
    List<RecordedEvent> events(RunId run);

    /// The value as the history keeps it: itself, or where it is large, a reference to the content
    /// that is durable when the call returns.
    Payload keep(JsonNode value);

    /// Keeps a file that an attempt left; its content is durable when the call returns.
    ///
    /// @param name of the artifact
    /// @param content read to its end
    Artifact keepFile(String name, InputStream content);

    /// The value of a payload that [#keep(JsonNode)] made.
    JsonNode load(Payload payload);
}
