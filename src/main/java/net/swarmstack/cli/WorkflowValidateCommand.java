package net.swarmstack.cli;

import net.swarmstack.app.Swarm;
import net.swarmstack.plan.Plan;

import picocli.CommandLine.Model.CommandSpec;

import java.nio.file.Path;

/// `swarm workflow validate PATH`
final class WorkflowValidateCommand implements Command {

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Tells everything that is wrong with a workflow, or that it can run.",
                        "swarm workflow validate ./my-workflow",
                        "swarm workflow validate flow.yaml")
                .addPositional(
                        Specs.argument(
                                0, true, "PATH", "The file, or a folder with workflow.yaml."));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        String path = invocation.argument(0);
        Plan plan = Swarm.validate(invocation.root(), Path.of(path)).orThrow();
        invocation
                .console()
                .print("%s: valid, steps: %d%n".formatted(Text.visible(path), plan.steps().size()));
        return ExitStatus.OK;
    }
}
