package net.swarmstack.catalog;

import java.util.List;
import java.util.Optional;

/// Port: the registry's rows of agents and workflows; deleted ones only where it is said.
///
/// Every method may throw [net.swarmstack.model.SwarmException].
public interface CatalogStore {

    /// All agents, by name, then in the order they were registered.
    List<AgentRow> agents();

    /// The versions of an agent, in the order they were registered; empty where there is none.
    List<AgentRow> agents(String name);

    /// All workflows, by name, then in the order they were registered.
    List<WorkflowRow> workflows();

    /// The versions of a workflow, in the order they were registered; empty where there is none.
    List<WorkflowRow> workflows(String name);

    /// The row of a version that was deleted, where it was.
    Optional<AgentRow> deletedAgent(String name, String version);

    /// The row of a version that was deleted, where it was.
    Optional<WorkflowRow> deletedWorkflow(String name, String version);

    /// Adds a version, or replaces the row with the same id, which is not deleted then.
    ///
    /// @throws net.swarmstack.model.SwarmException `CONFLICT` where another process has just added
    ///   the same version
    void put(AgentRow agent);

    /// Adds a version, or replaces the row with the same id, which is not deleted then.
    ///
    /// @throws net.swarmstack.model.SwarmException `CONFLICT` where another process has just added
    ///   the same version
    void put(WorkflowRow workflow);

    /// As [#put(WorkflowRow)], for a workflow that is nowhere listed: the row counts as deleted
    /// from the start.
    void putUnlisted(WorkflowRow workflow);

    /// Sets whether triggers may start a workflow, in all its versions.
    ///
    /// @param at as [net.swarmstack.model.Timestamps] writes it
    void setEnabled(String workflow, boolean enabled, String at);
}
