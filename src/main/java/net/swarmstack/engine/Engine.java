package net.swarmstack.engine;

import net.swarmstack.expression.Evaluation;
import net.swarmstack.expression.Scope;
import net.swarmstack.model.IdSource;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/// Executes runs in this process: a thin shell around [net.swarmstack.engine.core.Decider]. Each
/// run is an actor ([RunActor]) with one writer, so it needs no lock; nothing polls. Thread-safe.
public final class Engine {

    private final EnginePorts ports;
    private final InstantSource clock;
    private final IdSource ids;
    private final Executor threads;
    private final RandomGenerator random;
    private final Admission admission;

    /// @param clock the time of events
    /// @param ids the ids of runs
    /// @param threads starts each task on a virtual thread of its own
    /// @param random spreads retries
    /// @param slots how many sandboxes may live at once
    public Engine(
            EnginePorts ports,
            InstantSource clock,
            IdSource ids,
            Executor threads,
            RandomGenerator random,
            int slots) {
        this.ports = ports;
        this.clock = clock;
        this.ids = ids;
        this.threads = threads;
        this.random = random;
        this.admission = new Admission(slots);
    }

    /// Accepts a run, and executes it. When the call returns, the run is durable.
    ///
    /// @throws SwarmException `INVALID_INPUT` where the workflow's variables can't be evaluated;
    ///   `DISK_FULL` or `STORE_FAILED` where the run can't be made durable
    public RunHandle start(RunRequest request, RunListener listener) {
        var id = new RunId(ids.next());
        Instant at = clock.instant();
        ObjectNode runScope = Resolver.runScope(id, request.workflow(), at);
        ObjectNode variables = variables(request, runScope);
        var resolver =
                new Resolver(
                        request.plan(), ports.history(), runScope, request.trigger(), variables);
        var actor =
                new RunActor(
                        new ActiveRun(id, request.plan(), resolver, listener),
                        ports,
                        admission,
                        clock,
                        threads,
                        random);
        actor.start(
                new RunAccepted(
                        request.workflow(),
                        request.plan().agents(),
                        request.triggerType(),
                        ports.history().keep(request.trigger()),
                        variables));
        return actor;
    }

    /// Refuses what [#start] would refuse of a request; starts nothing.
    ///
    /// @param id that its run might have
    /// @param at when it might start
    /// @throws SwarmException `INVALID_INPUT` where the workflow's variables can't be evaluated
    public static void check(RunRequest request, RunId id, Instant at) {
        variables(request, Resolver.runScope(id, request.workflow(), at));
    }

    private static ObjectNode variables(RunRequest request, JsonNode runScope) {
        Scope scope =
                name ->
                        switch (name) {
                            case "run" -> Optional.of(runScope);
                            case "trigger" -> Optional.of(request.trigger());
                            default -> Optional.empty();
                        };
        return switch (request.plan().variables().evaluate(scope)) {
            case Evaluation.Value(ObjectNode variables) -> variables;
            case Evaluation.Value _ ->
                    throw new SwarmException(Code.INVALID_INPUT, "variables: expected an object");
            case Evaluation.Failed(var message) ->
                    throw new SwarmException(Code.INVALID_INPUT, "variables: " + message);
        };
    }
}
