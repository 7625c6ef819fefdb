package net.swarmstack.catalog;

import net.swarmstack.definition.DefinitionReader;
import net.swarmstack.definition.WorkflowDefinition;
import net.swarmstack.model.Json;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.WorkflowPin;
import net.swarmstack.plan.AgentLookup;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.Planner;

import java.nio.file.Path;
import java.util.List;

/// The registered agents and workflows: finding and listing them. Thread-safe.
public final class Catalog {

    private final CatalogStore store;
    private final VersionedRows<AgentRow> agents;
    private final VersionedRows<WorkflowRow> workflows;

    public Catalog(CatalogStore store) {
        this.store = store;
        this.agents = VersionedRows.agents(store);
        this.workflows = VersionedRows.workflows(store);
    }

    /// What the planner asks about agents.
    public AgentLookup agents() {
        return new StoredAgents(agents);
    }

    /// The workflow that a reference means.
    ///
    /// @throws SwarmException `NOT_FOUND` with what does exist and what is near
    public WorkflowPin workflow(String reference) {
        WorkflowRow row = workflowInfo(reference);
        if (row.definition().isEmpty()) {
            throw new SwarmException(
                    Code.MISCONFIGURED,
                    "workflow "
                            + row.reference()
                            + " was registered by another Swarm, without its definition. Register"
                            + " it again: swarm workflow register "
                            + row.path());
        }
        return new WorkflowPin(
                row.id(), row.name(), row.version(), Json.parseStored(row.definition()));
    }

    /// The row of an agent.
    ///
    /// @throws SwarmException `NOT_FOUND` with what does exist and what is near
    public AgentRow agentInfo(String reference) {
        return orThrow(agents.find(reference));
    }

    /// The row of a workflow.
    ///
    /// @throws SwarmException `NOT_FOUND` with what does exist and what is near
    public WorkflowRow workflowInfo(String reference) {
        return orThrow(workflows.find(reference));
    }

    /// Every version of every agent, by name.
    public List<AgentRow> listAgents() {
        return store.agents();
    }

    /// Every version of every workflow, by name.
    public List<WorkflowRow> listWorkflows() {
        return store.workflows();
    }

    /// The plan of a workflow, with the registered agents.
    ///
    /// @throws SwarmException `INVALID_DEFINITION` where it can't run any more
    public Plan plan(WorkflowPin workflow) {
        Parsed<WorkflowDefinition> definition =
                new DefinitionReader().workflow(workflow.reference(), workflow.definition());
        return Planner.plan(definition, agents()).orThrow();
    }

    /// What planning a workflow with the registered agents gives; nothing is registered.
    ///
    /// @param path the file, or the folder of a `workflow.yaml`
    /// @throws SwarmException `NOT_FOUND` where there is none
    public Parsed<Plan> validate(Path path) {
        DefinitionFile file = DefinitionFile.ofWorkflow(path);
        return Planner.plan(
                new DefinitionReader().workflow(file.file().toString(), file.text()), agents());
    }

    private static <R> R orThrow(VersionedRows.Found<R> found) {
        return switch (found) {
            case VersionedRows.Found.Row<R>(R row) -> row;
            case VersionedRows.Found.None<R>(String message) ->
                    throw new SwarmException(Code.NOT_FOUND, message);
        };
    }
}
