package net.swarmstack.app;

import net.swarmstack.catalog.Root;
import net.swarmstack.engine.Engine;
import net.swarmstack.engine.RunRequest;
import net.swarmstack.model.Isolation;
import net.swarmstack.model.Reason;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.WorkflowPin;
import net.swarmstack.packages.Durable;
import net.swarmstack.plan.Plan;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What a run would execute. Nothing is made, changed or started for it.
///
/// @param drivers the name of the driver that each step would have
/// @param slots how many sandboxes may live at once, of all runs
public record Preview(WorkflowPin workflow, Plan plan, Map<StepId, String> drivers, int slots) {

    /// What a run of a workflow would execute with the agents of a root, or where there is none,
    /// with the bundled ones.
    ///
    /// @param trigger the data that the run of a plan would be started with
    /// @param variables what would take the place of the workflow's own
    /// @param asked the isolation that is asked for by name
    /// @param environment of this process
    /// @throws net.swarmstack.model.SwarmException as starting the run would
    public static Preview of(
            Root root,
            String workflowReference,
            Function<Plan, ObjectNode> trigger,
            Function<Plan, ObjectNode> variables,
            Optional<Isolation> asked,
            Map<String, String> environment) {
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
                    return new Preview(
                            workflow,
                            plan,
                            drivers(root, config, plan, asked, environment),
                            config.slots());
                });
    }

    /// Whether a driver works is tried out, in a folder that is gone afterwards.
    private static Map<StepId, String> drivers(
            Root root,
            Config config,
            Plan plan,
            Optional<Isolation> asked,
            Map<String, String> environment) {
        try {
            Path temporary = Files.createTempDirectory("swarm-");
            try {
                return HostSandboxes.in(temporary.resolve("sandboxes"), root, environment, config)
                        .driversOf(plan, asked, new HashSet<>());
            } finally {
                Durable.deleteTree(temporary);
            }
        } catch (IOException e) {
            throw new SwarmException(
                    Code.MISCONFIGURED, "can't make a temporary folder: " + Reason.of(e), e);
        }
    }
}
