package net.swarmstack.cli;

import net.swarmstack.app.SwarmReader;
import net.swarmstack.engine.RunViews;
import net.swarmstack.engine.RunViews.StepView;
import net.swarmstack.logs.LogTimeline;
import net.swarmstack.logs.LogTimeline.Entry;
import net.swarmstack.model.Json;
import net.swarmstack.model.Nearest;
import net.swarmstack.model.Reason;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.Timestamps;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/// `swarm runs logs RUN [STEP] [--follow]`
final class RunsLogsCommand implements Command {

    private static final String FOLLOW = "--follow";

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Prints what the agents of a run logged, in order of time.",
                        "swarm runs logs 1f4c",
                        "swarm runs logs 1f4c --follow",
                        "swarm runs logs 1f4c step2 -o json")
                .addPositional(RunIds.argument())
                .addPositional(Specs.argument(1, false, "STEP", "Only what this step logged."))
                .addOption(Specs.flag(FOLLOW, "Go on with what is logged until the run has ended."))
                .addOption(
                        Specs.output(
                                "table (the default) or json: an array with a line each, with"
                                        + " --follow an object a line.",
                                List.of("table", "json")));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        Console console = invocation.console();
        boolean isJson = invocation.format() == Format.JSON;
        try (SwarmReader swarm = invocation.openReader()) {
            RunId run = RunIds.resolve(swarm.runs(), invocation.argument(0));
            Optional<StepId> step =
                    invocation.optionalArgument(1).map(name -> step(swarm.runs(), run, name));
            if (invocation.has(FOLLOW)) {
                new LogFollower(swarm, run, step, console)
                        .follow(isJson ? RunsLogsCommand::jsonLine : RunsLogsCommand::line);
                return ExitStatus.OK;
            }
            List<Path> logs = swarm.logs().files(run, step);
            if (logs.isEmpty()) {
                console.tell("nothing was logged");
            }
            if (isJson) {
                printJson(console, logs);
            } else {
                print(console, logs, RunsLogsCommand::line);
            }
        } catch (IOException e) {
            throw new SwarmException(Code.MISCONFIGURED, "can't read the logs: " + Reason.of(e), e);
        }
        return ExitStatus.OK;
    }

    private static void print(Console console, List<Path> logs, Function<Entry, String> line)
            throws IOException {
        new LogTimeline()
                .read(
                        logs,
                        true,
                        entry -> {
                            console.print(line.apply(entry));
                            return !console.isBroken();
                        });
    }

    /// One array, written while it is read: there may be much.
    private static void printJson(Console console, List<Path> logs) throws IOException {
        var isFirst = new AtomicBoolean(true);
        print(console, logs, entry -> (isFirst.getAndSet(false) ? "[" : ",\n") + json(entry));
        console.print(isFirst.get() ? "[]\n" : "]\n");
    }

    private static String jsonLine(Entry entry) {
        return json(entry) + "\n";
    }

    private static String json(Entry entry) {
        return Text.visibleJson(Json.compact(entry.toJson()));
    }

    /// The step of a name.
    ///
    /// @throws SwarmException `NOT_FOUND` where the run has started none
    static StepId step(RunViews runs, RunId run, String name) {
        List<String> started = runs.steps(run).stream().map(StepView::stepId).toList();
        if (!started.contains(name)) {
            throw new SwarmException(
                    Code.NOT_FOUND,
                    "run %s has started no step \"%s\".%s"
                            .formatted(run, name, Nearest.hint(name, started)));
        }
        return new StepId(name);
    }

    private static String line(Entry entry) {
        return "%s  %s  %-6s  %s%n"
                .formatted(
                        Timestamps.format(entry.line().at()),
                        entry.log(),
                        Text.visible(entry.line().stream()),
                        Text.visible(entry.line().message()));
    }
}
