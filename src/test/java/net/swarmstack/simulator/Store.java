package net.swarmstack.simulator;

import net.swarmstack.engine.History;
import net.swarmstack.engine.RunQueue;
import net.swarmstack.model.RunId;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Where runs are remembered, shared by all processes.
interface Store {

    /// Registers a process that begins.
    ///
    /// @param clock of the machine
    Seat join(InstantSource clock);

    /// The epoch of the process that executes a run, where one that lives does.
    Optional<Long> livingOwner(RunId run);

    /// What ties a run to its events, by the rules of the registry: the hash of the last.
    String tip(RunId run);

    /// What is wrong in it; empty where nothing is.
    List<String> damage();

    /// What one process has of it.
    ///
    /// @param epoch no other process ever had it
    /// @param loseLease its lock is gone, though it lives
    /// @param leave it is gone, and its lock with it
    record Seat(long epoch, History history, RunQueue queue, Runnable loseLease, Runnable leave) {}
}
