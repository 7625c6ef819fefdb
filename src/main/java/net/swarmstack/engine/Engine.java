package net.swarmstack.engine;

import net.swarmstack.model.IdSource;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunId;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
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
        ObjectNode trigger = RunInputs.trigger(request);
        var constants = new HashMap<String, JsonNode>();
        constants.put("run", Resolver.runScope(id, request.workflow(), at));
        constants.put("trigger", trigger);
        constants.put("config", config);
        ObjectNode variables = RunInputs.variables(request, constants);
        constants.put("variables", variables);
        var resolver = new Resolver(request.plan(), ports.history(), constants);
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
                        ports.history().keep(trigger),
                        variables));
        return actor;
    }
}
