package net.swarmstack.engine;

import net.swarmstack.model.IdSource;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunId;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/// Executes runs in this process: a thin shell around [net.swarmstack.engine.core.Decider]. Each
/// run is an actor ([RunActor]) with one writer, so it needs no lock; nothing polls. Thread-safe.
public final class Engine {

    private final EnginePorts ports;
    private final ObjectNode config;
    private final InstantSource clock;
    private final IdSource ids;
    private final Executor threads;
    private final RandomGenerator random;
    private final Admission admission;

    /// @param config what `${config…}` reads
    /// @param clock the time of events
    /// @param ids the ids of runs
    /// @param threads starts each task on a virtual thread of its own
    /// @param random spreads retries
    /// @param slots how many sandboxes may live at once
    public Engine(
            EnginePorts ports,
            ObjectNode config,
            InstantSource clock,
            IdSource ids,
            Executor threads,
            RandomGenerator random,
            int slots) {
        this.ports = ports;
        this.config = config;
        this.clock = clock;
        this.ids = ids;
        this.threads = threads;
        this.random = random;
        this.admission = new Admission(slots);
    }

    /// Accepts a run, and executes it. When the call returns, the run is durable.
    ///
    /// @throws net.swarmstack.model.SwarmException `INVALID_INPUT` where the trigger's data is not
    ///   what the workflow declares, or its variables can't be evaluated; `DISK_FULL` or
    ///   `STORE_FAILED` where the run can't be made durable
    public RunHandle start(RunRequest request, RunListener listener) {
        var id = new RunId(ids.next());
        Instant at = clock.instant();
        RunInputs.Constants constants =
                RunInputs.constants(request, Resolver.runScope(id, request.workflow(), at), config);
        var resolver = new Resolver(request.plan(), ports.history(), constants.byName());
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
                        ports.history().keep(constants.trigger()),
                        constants.variables()));
        return actor;
    }

    /// Refuses what [#start] would refuse of a request; starts nothing.
    ///
    /// @param config what `${config…}` reads
    /// @param id that its run might have
    /// @param at when it might start
    /// @throws net.swarmstack.model.SwarmException `INVALID_INPUT`
    public static void check(RunRequest request, ObjectNode config, RunId id, Instant at) {
        RunInputs.constants(request, Resolver.runScope(id, request.workflow(), at), config);
    }
}
