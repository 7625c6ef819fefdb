package net.swarmstack.app;

import net.swarmstack.catalog.Root;
import net.swarmstack.engine.Engine;
import net.swarmstack.engine.RunRequest;
import net.swarmstack.model.RunId;
import net.swarmstack.model.WorkflowPin;
import net.swarmstack.plan.Plan;
import net.swarmstack.sandbox.process.ProcessDriver;

import tools.jackson.databind.JsonNode;

/// What a run would execute. Nothing is made, changed or started for it.
///
/// @param sandbox the name of the driver that every step would have
/// @param slots how many sandboxes may live at once, of all runs
public record Preview(WorkflowPin workflow, Plan plan, String sandbox, int slots) {

    /// What a run of a workflow would execute with the agents of a root, or where there is none,
    /// with the bundled ones.
    ///
    /// @throws net.swarmstack.model.SwarmException as starting the run would
    public static Preview of(Root root, String workflowReference, JsonNode trigger) {
        return Swarm.ask(
                root,
                catalog -> {
                    WorkflowPin workflow = catalog.workflow(workflowReference);
                    Plan plan = catalog.plan(workflow);
                    Engine.check(
                            new RunRequest(workflow, plan, "manual", trigger),
                            new RunId(Swarm.ids().next()),
                            Swarm.CLOCK.instant());
                    return new Preview(workflow, plan, ProcessDriver.NAME, Config.of(root).slots());
                });
    }
}
