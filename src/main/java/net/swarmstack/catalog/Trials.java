package net.swarmstack.catalog;

import net.swarmstack.definition.DefinitionReader;
import net.swarmstack.definition.Fields;
import net.swarmstack.model.AgentPin;
import net.swarmstack.model.Json;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.Timestamps;
import net.swarmstack.model.WorkflowPin;
import net.swarmstack.plan.AgentLookup.Found;

import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

import java.time.InstantSource;
import java.util.Collection;

/// Runs of one agent alone. Each is a run of a workflow with one step, which declares the inputs of
/// the agent as its own; it is called `agent/NAME`, as no other can be, and nowhere listed.
public final class Trials {

    /// The id of the one step.
    private static final String STEP = "agent";

    private final CatalogStore store;
    private final InstantSource clock;

    public Trials(CatalogStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /// What an agent declares as its inputs.
    ///
    /// @throws SwarmException `NOT_FOUND` with what does exist and what is near
    public Fields inputs(String reference) {
        return inputs(agent(reference));
    }

    private static Fields inputs(AgentPin agent) {
        return new DefinitionReader().agent(agent.manifest()).orThrow().inputs();
    }

    /// The workflow that executes an agent; it has a row then.
    ///
    /// @param given the names of the inputs that the agent gets
    /// @throws SwarmException `NOT_FOUND` with what does exist and what is near
    public WorkflowPin workflow(String reference, Collection<String> given) {
        AgentPin agent = agent(reference);
        Fields inputs = inputs(agent);
        ObjectNode definition = definition(agent, inputs.isWritten() ? inputs.names() : given);
        var workflow =
                new WorkflowPin(
                        agent.agentId(), "agent/" + agent.name(), agent.version(), definition);
        store.putUnlisted(row(workflow));
        return workflow;
    }

    private AgentPin agent(String reference) {
        return switch (new StoredAgents(VersionedRows.agents(store)).find(reference)) {
            case Found.Pinned(AgentPin agent) -> agent;
            case Found.Unknown(String message) -> throw new SwarmException(Code.NOT_FOUND, message);
        };
    }

    private static ObjectNode definition(AgentPin agent, Collection<String> names) {
        ObjectNode definition =
                Json.object().put("name", agent.name()).put("version", agent.version());
        if (agent.manifest().has("inputs")) {
            definition.set("inputs", agent.manifest().get("inputs"));
        }
        ObjectNode step = definition.putArray("steps").addObject();
        step.put("id", STEP).put("agent", agent.reference());
        ObjectNode inputs = step.putObject("inputs");
        names.forEach(name -> inputs.put(name, "${trigger[" + quoted(name) + "]}"));
        return definition;
    }

    /// What quotes a JSON string quotes one of an expression too.
    private static String quoted(String name) {
        return Json.compact(StringNode.valueOf(name));
    }

    private WorkflowRow row(WorkflowPin workflow) {
        String now = Timestamps.format(clock.instant());
        return new WorkflowRow(
                workflow.workflowId(),
                workflow.name(),
                workflow.version(),
                "",
                "One step: an agent that was tried alone",
                "manual",
                "{}",
                Rows.text(workflow.definition(), "steps", "[]"),
                "{}",
                "[]",
                "[]",
                false,
                "",
                "[]",
                now,
                now,
                Json.compact(workflow.definition()));
    }
}
