package net.swarmstack.engine;

import net.swarmstack.engine.core.Decider;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.model.IdSource;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.plan.Plan;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/// Executes runs in this process: a thin shell around [net.swarmstack.engine.core.Decider]. Each
/// run is an actor ([RunActor]) with one writer, so it needs no lock; nothing polls. Thread-safe.
public final class Engine {

    private final EnginePorts ports;
    private final PinnedPlans plans;
    private final ObjectNode config;
    private final InstantSource clock;
    private final IdSource ids;
    private final Executor threads;
    private final RandomGenerator random;
    private final Admission admission;
    private final Map<RunId, RunActor> active = new ConcurrentHashMap<>();
    private final Set<RunId> adopting = ConcurrentHashMap.newKeySet();

    /// @param plans of runs that it takes over
    /// @param config what `${config…}` reads
    /// @param clock the time of events
    /// @param ids the ids of runs
    /// @param threads starts each task on a virtual thread of its own
    /// @param random spreads retries
    /// @param slots how many sandboxes may live at once
    public Engine(
            EnginePorts ports,
            PinnedPlans plans,
            ObjectNode config,
            InstantSource clock,
            IdSource ids,
            Executor threads,
            RandomGenerator random,
            int slots) {
        this.ports = ports;
        this.plans = plans;
        this.config = config;
        this.clock = clock;
        this.ids = ids;
        this.threads = threads;
        this.random = random;
        this.admission = new Admission(slots);
    }

    /// Accepts a run, and executes it. When the call returns, the run is durable.
    ///
    /// @throws SwarmException `INVALID_INPUT` where the trigger's data is not what the workflow
    ///   declares, or its variables can't be evaluated; `DISK_FULL`, `BUSY` or `STORE_FAILED` where
    ///   the run can't be made durable
    public RunHandle start(RunRequest request, RunListener listener) {
        var id = new RunId(ids.next());
        Instant at = now();
        Accepted accepted = accept(id, request, at);
        RunActor actor = actor(id, accepted, request.plan(), listener);
        actor.start(at, first(accepted, request));
        return actor;
    }

    /// Accepts a run that another process will execute. When the call returns, it is durable.
    ///
    /// @throws SwarmException as [#start]
    public RunId enqueue(RunRequest request) {
        var id = new RunId(ids.next());
        Instant at = now();
        var transitions = new ArrayList<Transition>();
        RunState state = RunState.initial();
        for (RunEvent event : first(accept(id, request, at), request)) {
            state = Decider.decide(request.plan(), state, event).next();
            var recorded = new RecordedEvent(id, transitions.size() + 1, at, event);
            transitions.add(new Transition(recorded, state));
        }
        ports.history().enqueue(id, transitions);
        return id;
    }

    private static List<RunEvent> first(Accepted accepted, RunRequest request) {
        var first = new ArrayList<RunEvent>();
        first.add(accepted.event());
        first.addAll(request.inherited());
        return first;
    }

    /// Events keep milliseconds.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /// Goes on with a run that nobody executes: one that is queued, whose process died, or that
    /// waits for a person. What is left of its attempts is ended before. A run that waits for a
    /// person goes on once it is told what that person says.
    ///
    /// @return the run, or nothing where it is over or another process has it
    /// @throws SwarmException `MISCONFIGURED` where it is damaged, or this version can't go on with
    ///   it; `INTERNAL` where the sandbox of a lost attempt does not end
    public Optional<RunHandle> adopt(RunId id, RunListener listener) {
        return adopt(id, listener, Wish.NONE);
    }

    /// As [#adopt(RunId, RunListener)].
    ///
    /// @throws SwarmException also what the run answers to a wish that it refuses: then nothing has
    ///   happened in it, and it is nobody's again
    public Optional<RunHandle> adopt(RunId id, RunListener listener, Wish wish) {
        if (!adopting.add(id)) {
            return Optional.empty();
        }
        try {
            return !active.containsKey(id) && ports.queue().claim(id)
                    ? Optional.of(claimed(id, listener, wish))
                    : Optional.empty();
        } finally {
            adopting.remove(id);
        }
    }

    /// Where this process can't go on with the run, another may: an older version, say.
    private RunHandle claimed(RunId id, RunListener listener, Wish wish) {
        try {
            return goOn(id, listener, wish);
        } catch (RuntimeException e) {
            try {
                ports.queue().release(id);
            } catch (RuntimeException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    private RunHandle goOn(RunId id, RunListener listener, Wish wish) {
        List<RecordedEvent> past = ports.history().events(id);
        RunAccepted event = RunEvents.accepted(id, past);
        Instant at = past.getFirst().at();
        var constants =
                new RunInputs.Constants(
                        Resolver.runScope(id, event.workflow(), at),
                        (ObjectNode) ports.history().load(event.trigger()),
                        config,
                        event.variables());
        Recovery.sandboxes(past).forEach(ports.runner()::reap);
        RunActor actor = actor(id, new Accepted(event, constants), plans.of(id, event), listener);
        actor.goOn(past, wish);
        return actor;
    }

    /// Leaves every run as the history has it, see [RunHandle#abandon].
    public void abandonAll() {
        active.values().forEach(RunActor::abandon);
    }

    /// A run that this process executes now.
    public Optional<RunHandle> find(RunId id) {
        return Optional.ofNullable(active.get(id));
    }

    private RunActor actor(RunId id, Accepted accepted, Plan plan, RunListener listener) {
        var resolver = new Resolver(plan, ports.history(), accepted.constants().byName());
        var run = ActiveRun.of(id, accepted.event(), plan, resolver, listener);
        var actor = new RunActor(run, ports, admission, clock, threads, random);
        active.put(id, actor);
        var _ = actor.end().whenComplete((_, _) -> active.remove(id, actor));
        return actor;
    }

    /// A run that may be.
    private record Accepted(RunAccepted event, RunInputs.Constants constants) {}

    /// @param at the moment of the first event, which `${run.started_at}` reads again later
    private Accepted accept(RunId id, RunRequest request, Instant at) {
        RunInputs.Constants constants =
                RunInputs.constants(request, Resolver.runScope(id, request.workflow(), at), config);
        var event =
                new RunAccepted(
                        request.workflow(),
                        request.plan().agents(),
                        request.triggerType(),
                        ports.history().keep(constants.trigger()),
                        constants.variables(),
                        request.isolation(),
                        request.origin().map(origin -> origin.of(id)));
        return new Accepted(event, constants);
    }

    /// Refuses what [#start] would refuse of a request; starts nothing.
    ///
    /// @param config what `${config…}` reads
    /// @param id that its run might have
    /// @param at when it might start
    /// @throws SwarmException `INVALID_INPUT`
    public static void check(RunRequest request, ObjectNode config, RunId id, Instant at) {
        RunInputs.constants(request, Resolver.runScope(id, request.workflow(), at), config);
    }
}
