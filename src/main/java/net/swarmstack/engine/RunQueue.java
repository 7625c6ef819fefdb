package net.swarmstack.engine;

import net.swarmstack.model.RunId;

import java.util.List;

/// Port: which process executes which run. A run is a process's from the moment it starts or claims
/// it until the run and its handlers are over, or the run waits for a person.
///
/// Every method may throw [net.swarmstack.model.SwarmException].
public interface RunQueue {

    /// Makes a run this process's, where something of it is still to be done and no process that
    /// lives has it.
    ///
    /// @return whether it is this process's now
    boolean claim(RunId run);

    /// Gives back a run: one that waits for a person, or that this process can't go on with. Does
    /// nothing where the run has ended, for only as somebody's are its handlers found.
    void release(RunId run);

    /// The runs that nobody executes though something of them is to be done, oldest first: queued
    /// ones, and those whose process died. A run that waits for a person is not among them.
    ///
    /// @param most at most so many
    List<RunId> unowned(int most);
}
