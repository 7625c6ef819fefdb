package net.swarmstack.app;

import net.swarmstack.catalog.Root;
import net.swarmstack.engine.Engine;
import net.swarmstack.engine.RunRequest;
import net.swarmstack.model.RunId;
import net.swarmstack.model.WorkflowPin;
import net.swarmstack.plan.Plan;
import net.swarmstack.sandbox.process.ProcessKind;

import tools.jackson.databind.node.ObjectNode;

import java.util.function.Function;

/// What a run would execute. Nothing is made, changed or started for it.
///
/// @param sandbox the name of the driver that every step would have
/// @param slots how many sandboxes may live at once, of all runs
public record Preview(WorkflowPin workflow, Plan plan, String sandbox, int slots) {

    /// What a run of a workflow would execute with the agents of a root, or where there is none,
    /// with the bundled ones.
    ///
    /// @param trigger the data that the run of a plan would be started with
    /// @param variables what would take the place of the workflow's own
    /// @throws net.swarmstack.model.SwarmException as starting the run would
    public static Preview of(
            Root root,
            String workflowReference,
            Function<Plan, ObjectNode> trigger,
            Function<Plan, ObjectNode> variables) {
        return Swarm.ask(
                root,
                catalog -> {
                    WorkflowPin workflow = catalog.workflow(workflowReference);
                    Plan plan = catalog.plan(workflow);
                    Config config = Config.of(root);
                    Engine.check(
                            new RunRequest(
                                    workflow,
                                    plan,
                                    "manual",
                                    trigger.apply(plan),
                                    variables.apply(plan)),
                            config.values(),
                            new RunId(Swarm.ids().next()),
                            Swarm.CLOCK.instant());
                    return new Preview(workflow, plan, ProcessKind.NAME, config.slots());
                });
    }
}
