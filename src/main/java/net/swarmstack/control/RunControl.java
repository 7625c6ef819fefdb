package net.swarmstack.control;

import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;

import tools.jackson.databind.JsonNode;

/// What a process that executes runs does for others. `false` says that it does not execute the
/// run. A [net.swarmstack.model.SwarmException] goes to who asked, with its code and message.
///
/// Called on the virtual thread of a connection, of several at once; may block.
public interface RunControl {

    /// Asks for the end of a run.
    boolean cancel(RunId run);

    /// Decides a step that waits for a person.
    ///
    /// @param verdict as `runs resolve` was given it
    boolean resolve(RunId run, StepId step, JsonNode verdict);

    /// Tells a follower of every transition from now on. The follower may be told before this
    /// returns; of it nothing is kept where this returns `false` or throws.
    boolean follow(RunId run, Follower follower);

    /// Forgets a follower, whom nobody hears any more; does nothing where it is forgotten already.
    void unfollow(RunId run, Follower follower);

    /// Something new stands in the table of runs.
    void work();
}
