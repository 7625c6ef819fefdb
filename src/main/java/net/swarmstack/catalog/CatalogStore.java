package net.swarmstack.catalog;

import java.util.List;

/// Port: the registry's rows of agents and workflows.
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

    /// Adds a version, or replaces the row with the same id.
    ///
    /// @throws net.swarmstack.model.SwarmException `CONFLICT` where another process has just added
    ///   the same version
    void put(AgentRow agent);

    /// Adds a version, or replaces the row with the same id.
    ///
    /// @throws net.swarmstack.model.SwarmException `CONFLICT` where another process has just added
    ///   the same version
    void put(WorkflowRow workflow);
}
