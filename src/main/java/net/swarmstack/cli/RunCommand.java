package net.swarmstack.cli;

import net.swarmstack.app.Preview;
import net.swarmstack.app.Swarm;
import net.swarmstack.app.Swarm.Launch;
import net.swarmstack.catalog.Registration.Kind;
import net.swarmstack.catalog.Trials;
import net.swarmstack.engine.RunRequest;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Isolation;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.plan.Plan;

import picocli.CommandLine.Model.CommandSpec;

import tools.jackson.databind.node.ObjectNode;

import java.util.Optional;

/// `swarm run WORKFLOW [INPUT-JSON | -]` and `swarm agent run NAME[@VERSION] [INPUT-JSON | -]`
///
/// @param kind what is executed
record RunCommand(Kind kind) implements Command {

    private static final String DRY_RUN = "--dry-run";
    private static final String ISOLATION = "--isolation";
    private static final String NO_WAIT = "--no-wait";
    static final String VARIABLE = "--var";

    @Override
    public CommandSpec spec() {
        return ofKind().addPositional(
                        Specs.argument(
                                1, false, "INPUT-JSON", "A JSON object; - reads standard input."))
                .addOption(
                        Specs.repeated(RunInput.INPUT, "NAME=VALUE", "One input; may be repeated."))
                .addOption(
                        Specs.option(
                                RunInput.INPUT_FILE,
                                "FILE",
                                "Read the input from a file; - is standard input."))
                .addOption(RunExecution.timeout())
                .addOption(
                        Specs.option(
                                ISOLATION,
                                "LEVEL",
                                "Isolate every step so: vm, namespace, or process, which is not"
                                        + " isolated."))
                .addOption(
                        Specs.flag(
                                NO_WAIT,
                                "Print the run's id and leave it to a process in the background."))
                .addOption(
                        Specs.output(
                                "Print the whole run, not only its result: table, json, yaml or"
                                        + " name."));
    }

    private CommandSpec ofKind() {
        return switch (kind) {
            case AGENT ->
                    Specs.of(
                                    this,
                                    "Executes one agent without a workflow and prints its outputs.",
                                    "swarm agent run echo '{\"message\":\"Hello World\"}'",
                                    "swarm agent run echo@1.0.0 --input message=Hello -o json")
                            .addPositional(
                                    Specs.argument(
                                            0, true, "AGENT", "As echo, echo@1.0.0 or echo@^1."));
            case WORKFLOW -> ofWorkflow();
        };
    }

    private CommandSpec ofWorkflow() {
        return Specs.of(
                        this,
                        "Executes a workflow and prints its result.",
                        "swarm run echo-chain '{\"message\":\"Hello World\"}'",
                        "swarm run echo-chain --input message=hi",
                        "swarm run echo-chain - < input.json",
                        "swarm run echo-chain --input-file input.json -o json",
                        "swarm run echo-chain --dry-run")
                .addPositional(
                        Specs.argument(
                                0, true, "WORKFLOW", "As echo-chain, echo-chain@1.0.0 or …@^1."))
                .addOption(Specs.flag(DRY_RUN, "Only show what would be executed, in which order."))
                .addOption(
                        Specs.repeated(
                                VARIABLE,
                                "NAME=VALUE",
                                "Replace a variable of the workflow; may be repeated."));
    }

    /// What is to be executed, and with what.
    private record Prepared(Launch launch, ObjectNode input) {}

    private Prepared prepare(Invocation invocation, Swarm swarm, ObjectNode given) {
        String reference = invocation.argument(0);
        return switch (kind) {
            case AGENT -> {
                Trials trials = swarm.trials();
                ObjectNode input = RunInput.complete(invocation, given, trials.inputs(reference));
                yield new Prepared(
                        swarm.launch(trials.workflow(reference, input.propertyNames())), input);
            }
            case WORKFLOW -> {
                Launch launch = swarm.prepare(reference);
                yield new Prepared(
                        launch, RunInput.complete(invocation, given, launch.plan().inputs()));
            }
        };
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        ObjectNode given = RunInput.read(invocation, 1);
        if (invocation.has(NO_WAIT) && invocation.has(RunExecution.TIMEOUT)) {
            throw new SwarmException(
                    Code.USAGE,
                    "%s leaves the run at once, so there is nothing that %s could end"
                            .formatted(NO_WAIT, RunExecution.TIMEOUT));
        }
        if (invocation.has(DRY_RUN)) {
            Preview preview =
                    Preview.of(
                            invocation.root(),
                            invocation.argument(0),
                            plan -> RunInput.complete(invocation, given, plan.inputs()),
                            plan -> variables(invocation, plan),
                            isolation(invocation),
                            invocation.environment());
            DryRun.print(invocation, preview);
            return ExitStatus.OK;
        }
        try (Swarm swarm = invocation.openSwarm()) {
            Prepared prepared = prepare(invocation, swarm, given);
            Launch launch = prepared.launch();
            Optional<Isolation> asked = isolation(invocation);
            swarm.requireSandboxes(launch.plan(), asked);
            var plain =
                    new RunRequest(
                            launch.workflow(),
                            launch.plan(),
                            "manual",
                            prepared.input(),
                            variables(invocation, launch.plan()));
            RunRequest request = asked.map(plain::with).orElse(plain);
            if (invocation.has(NO_WAIT)) {
                return enqueue(invocation, swarm, request);
            }
            RunExecution.tellInterrupted(invocation.console(), swarm.owners().interrupted());
            return new RunExecution(invocation, swarm)
                    .execute(launch, progress -> swarm.start(request, progress));
        }
    }

    private static ExitStatus enqueue(Invocation invocation, Swarm swarm, RunRequest request) {
        RunId run = swarm.enqueue(request);
        if (invocation.has(Specs.OUTPUT)) {
            RunReport.read(swarm.runs(), run).print(invocation);
        } else {
            invocation.console().print(run.value() + "\n");
        }
        return ExitStatus.OK;
    }

    static ObjectNode variables(Invocation invocation, Plan plan) {
        return Assignments.read(invocation, VARIABLE, name -> typeOfVariable(plan, name));
    }

    /// A variable has the type of its default, where that is no expression.
    private static String typeOfVariable(Plan plan, String name) {
        return switch (plan.variables().constantMembers().path(name).getNodeType()) {
            case NUMBER -> "number";
            case BOOLEAN -> "boolean";
            case OBJECT -> "object";
            case ARRAY -> "array";
            case STRING, NULL, MISSING, BINARY, POJO -> "string";
        };
    }

    private static Optional<Isolation> isolation(Invocation invocation) {
        return invocation
                .option(ISOLATION)
                .map(text ->
                        Isolation.parse(text)
                                .orElseThrow(() ->
                                        new SwarmException(
                                                Code.USAGE,
                                                ISOLATION
                                                        + " is vm, namespace or process, not "
                                                        + Excerpt.quote(text))));
    }
}
