package net.swarmstack.cli;

import net.swarmstack.app.Preview;
import net.swarmstack.app.Swarm;
import net.swarmstack.app.Swarm.Launch;
import net.swarmstack.catalog.Registration.Kind;
import net.swarmstack.catalog.Trials;
import net.swarmstack.engine.RunHandle;
import net.swarmstack.engine.RunOutcome;
import net.swarmstack.model.Failure;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.plan.Plan;

import picocli.CommandLine.Model.CommandSpec;

import tools.jackson.databind.node.ObjectNode;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// `swarm run WORKFLOW [INPUT-JSON | -]` and `swarm agent run NAME[@VERSION] [INPUT-JSON | -]`
///
/// @param kind what is executed
record RunCommand(Kind kind) implements Command {

    private static final String DRY_RUN = "--dry-run";
    private static final String VARIABLE = "--var";

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
        if (invocation.has(DRY_RUN)) {
            Preview preview =
                    Preview.of(
                            invocation.root(),
                            invocation.argument(0),
                            plan -> RunInput.complete(invocation, given, plan.inputs()),
                            plan -> variables(invocation, plan));
            DryRun.print(invocation, preview);
            return ExitStatus.OK;
        }
        try (Swarm swarm = invocation.openSwarm()) {
            Prepared prepared = prepare(invocation, swarm, given);
            Launch launch = prepared.launch();
            warn(invocation.console(), launch);
            var cancelled = new AtomicBoolean();
            ObjectNode input = prepared.input();
            ObjectNode variables = variables(invocation, launch.plan());
            RunHandle run;
            RunOutcome outcome;
            try (Progress progress = Progress.start(invocation.console(), launch)) {
                run = start(swarm, launch, input, variables, progress, cancelled);
                outcome = await(run);
            }
            print(invocation, swarm, run.id(), outcome);
            return cancelled.get() && outcome.status() == RunStatus.CANCELLED
                    ? ExitStatus.INTERRUPTED
                    : ExitStatus.of(outcome.status());
        }
    }

    private static ObjectNode variables(Invocation invocation, Plan plan) {
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

    /// The signals are taken before the run exists, so that none can kill the process and leave a
    /// run behind.
    private static RunHandle start(
            Swarm swarm,
            Launch launch,
            ObjectNode input,
            ObjectNode variables,
            Progress progress,
            AtomicBoolean cancelled) {
        var started = new CompletableFuture<RunHandle>();
        Interrupts.handle(
                () -> {
                    cancelled.set(true);
                    var _ = started.thenAccept(RunHandle::cancel);
                },
                swarm::closeSandboxes);
        RunHandle run = swarm.start(launch, input, variables, progress);
        started.complete(run);
        return run;
    }

    private static RunOutcome await(RunHandle run) {
        try {
            return run.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the main thread", e);
        }
    }

    private static void warn(Console console, Launch launch) {
        if (!launch.unbundledAgents().isEmpty()) {
            console.tell(
                    "sandbox.driver auto is process: "
                            + String.join(", ", launch.unbundledAgents())
                            + " can read and change whatever you can");
        }
    }

    private static void print(Invocation invocation, Swarm swarm, RunId id, RunOutcome outcome) {
        Console console = invocation.console();
        if (invocation.has(Specs.OUTPUT)) {
            RunReport.read(swarm.runs(), id).print(invocation);
        } else {
            outcome.result().ifPresent(result -> Documents.printJson(console, result));
        }
        outcome.error().ifPresent(error -> tellFailure(console, id, error, outcome.errorStep()));
    }

    private static void tellFailure(
            Console console, RunId id, Failure error, Optional<StepId> step) {
        String where = step.map(name -> "step " + name + ": ").orElse("");
        console.tell("failed: " + where + error);
        String run = Text.shortId(id.value());
        console.tell("See: swarm runs show " + run);
        step.ifPresent(name -> console.tell("     swarm runs logs " + run + " " + name));
    }
}
