package net.swarmstack.catalog;

import net.swarmstack.model.RunStatus;

import java.time.Instant;
import java.util.List;

/// Port: the runs that have ended, and their removal.
///
/// Every method may throw [net.swarmstack.model.SwarmException].
public interface PruningStore {

    /// The runs that may be removed, in the order of their ids.
    ///
    /// @param after the last id of the page before; empty for the first page
    /// @param limit how many at most
    List<EndedRun> endedRuns(Selection selection, String after, int limit);

    /// Removes runs with all that happened in them, in one transaction.
    ///
    /// @return those that were removed: the others are not there, or may not be removed any more
    List<EndedRun> removeRuns(Selection selection, List<String> ids);

    /// Removes the workflows that stood for agents that were tried alone, where no run is left and
    /// none can be about to start.
    ///
    /// @param untouchedSince those that were made or used later stay
    void removeTrials(Instant untouchedSince);

    /// Which runs may be removed: those that have ended, their handlers too, and that no open run
    /// goes on from.
    ///
    /// @param endedBefore those that ended later stay
    /// @param keepFailed whether those stay that did not succeed
    record Selection(Instant endedBefore, boolean keepFailed) {}

    /// A run that has ended.
    ///
    /// @param events how many there are in its history
    record EndedRun(String id, RunStatus status, long events) {}
}
