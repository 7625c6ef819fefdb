package net.swarmstack.catalog;

import java.util.List;

/// Port: what deleting agents and workflows asks of the registry, and changes in it.
///
/// Every method may throw [net.swarmstack.model.SwarmException].
public interface DeletionStore {

    /// The runs that have not ended of workflows with these ids, newest first.
    List<OpenRun> openRunsOfWorkflows(List<String> ids);

    /// The runs that have not ended and use agents with these ids, newest first.
    List<OpenRun> openRunsOfAgents(List<String> ids);

    /// Marks agents as deleted.
    ///
    /// @param at as [net.swarmstack.model.Timestamps] writes it
    void deleteAgents(List<String> ids, String at);

    /// Marks workflows as deleted, and removes runs with all that happened in them, in one
    /// transaction.
    ///
    /// @param runs all runs of the workflows that have not ended, as far as the caller knows
    /// @param at as [net.swarmstack.model.Timestamps] writes it
    /// @throws net.swarmstack.model.SwarmException `CONFLICT` where there is one more
    void deleteWorkflows(List<String> ids, List<String> runs, String at);

    /// A run that has not ended.
    ///
    /// @param ownerAlive whether the process that executes it lives
    record OpenRun(String id, boolean ownerAlive) {}
}
