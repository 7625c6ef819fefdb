package net.swarmstack.cli;

import net.swarmstack.app.Swarm;
import net.swarmstack.app.Swarm.Launch;
import net.swarmstack.engine.Continuation;
import net.swarmstack.engine.RunRequest;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import picocli.CommandLine.Model.OptionSpec;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;

/// Starts a run that goes on from an ended one.
final class Continuing {

    static final String LATEST = "--latest";
    private static final String VARIABLE = RunCommand.VARIABLE;

    private final Invocation invocation;
    private final Swarm swarm;
    private final RunId run;
    private final Launch pinned;

    Continuing(Invocation invocation, Swarm swarm, RunId run) {
        this.invocation = invocation;
        this.swarm = swarm;
        this.run = run;
        this.pinned = swarm.pinned(run);
    }

    static OptionSpec variables() {
        return Specs.repeated(
                VARIABLE, "NAME=VALUE", "Of an ended run: replace a variable; may be repeated.");
    }

    /// Refuses what only an ended run may be given.
    ///
    /// @param why as in `run 1f4c has not ended`
    /// @throws SwarmException `USAGE`
    static void refuseOptions(Invocation invocation, String why) {
        for (String option : List.of(LATEST, VARIABLE)) {
            if (invocation.has(option)) {
                throw new SwarmException(
                        Code.USAGE, why + ", and keeps what it began with: leave out " + option);
            }
        }
    }

    /// Goes on where it ended.
    ExitStatus resume() {
        Continuation ended = swarm.continuation(run);
        if (!invocation.has(LATEST)) {
            ObjectNode variables = RunCommand.variables(invocation, pinned.plan());
            return execute(pinned, ended.resume(variables));
        }
        Launch latest = swarm.prepare(pinned.workflow().name());
        ObjectNode variables = RunCommand.variables(invocation, latest.plan());
        var resumption = ended.resume(latest.workflow(), latest.plan(), variables);
        tellLeftBehind(latest, resumption.leftBehind());
        return execute(latest, resumption.request());
    }

    private void tellLeftBehind(Launch latest, List<String> leftBehind) {
        if (!leftBehind.isEmpty()) {
            invocation
                    .console()
                    .tell(
                            latest.workflow().reference()
                                    + " has no more: "
                                    + String.join(", ", leftBehind));
        }
    }

    /// Does it again.
    ///
    /// @param from the step to begin with
    ExitStatus retry(Optional<String> from) {
        ObjectNode variables = RunCommand.variables(invocation, pinned.plan());
        Continuation ended = swarm.continuation(run);
        return execute(
                pinned,
                from.map(step -> ended.retryFrom(step, variables))
                        .orElseGet(() -> ended.retry(variables)));
    }

    private ExitStatus execute(Launch launch, RunRequest request) {
        return new RunExecution(invocation, swarm)
                .execute(launch, progress -> swarm.start(request, progress));
    }
}
