package net.swarmstack.app;

import net.swarmstack.catalog.Root;
import net.swarmstack.control.ControlClient;
import net.swarmstack.control.ControlServer;
import net.swarmstack.engine.Dispatcher;
import net.swarmstack.engine.Engine;
import net.swarmstack.engine.EnginePorts;
import net.swarmstack.engine.History;
import net.swarmstack.engine.Incidents;
import net.swarmstack.engine.PinnedPlans;
import net.swarmstack.engine.RunHandle;
import net.swarmstack.engine.RunListener;
import net.swarmstack.engine.RunOutcome;
import net.swarmstack.engine.RunOwners;
import net.swarmstack.engine.RunOwners.Owner;
import net.swarmstack.engine.RunQueue;
import net.swarmstack.engine.RunRequest;
import net.swarmstack.engine.Timers;
import net.swarmstack.engine.Wish;
import net.swarmstack.logs.RunLogs;
import net.swarmstack.model.IdSource;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.SwarmException;
import net.swarmstack.notify.LogNotifier;
import net.swarmstack.packages.PackageStore;
import net.swarmstack.registry.Registry;
import net.swarmstack.sandbox.SandboxDrivers;
import net.swarmstack.step.AttemptRunner;
import net.swarmstack.step.SandboxChooser;
import net.swarmstack.step.WarmPool;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What a process has that executes runs: the engine, a socket where others ask of its runs, and
/// the sweeping of what dead processes left.
final class RunHost implements AutoCloseable {

    /// How many runs are taken over at once: far more than sandboxes may live, for most of them
    /// wait; and memory does not grow with the queue.
    private static final int MOST_ADOPTED = 256;

    private final Registry registry;
    private final Incidents incidents;
    private final Executor threads;

    /// What interpreters that wait may use of the memory, by their limits.
    private static final long MOST_WARM_BYTES = 1L << 30;

    private final SandboxDrivers sandboxes;
    private final WarmPool warm;
    private final RunQueue queue;
    private final Timers timers = new ScheduledTimers();
    private final Engine engine;
    private final Followers followers = new Followers();
    private final Sweeper sweeper;
    private final DeathWatch others;
    private final Optional<Dispatcher> dispatcher;
    private final Supplier<ControlServer> listening;
    private ControlServer control;

    /// What it is made of.
    record Parts(
            Root root,
            Config config,
            Map<String, String> environment,
            Registry registry,
            PackageStore packages,
            PinnedPlans plans,
            IdSource ids,
            Executor threads,
            Consumer<String> lines) {}

    private RunHost(Parts parts, HostSandboxes sandboxes, boolean adopts) {
        this.registry = parts.registry;
        this.incidents = new Incidents(parts.lines);
        this.threads = parts.threads;
        this.sandboxes = sandboxes.drivers();
        this.queue = registry.queue();
        this.warm = new WarmPool(parts.config.warm(), MOST_WARM_BYTES, parts.threads);
        this.engine = engine(parts, sandboxes.chooser());
        this.sweeper = new Sweeper(parts.root, registry.owners(), sandboxes.drivers(), incidents);
        this.others = new DeathWatch(registry.owners(), registry.epoch(), threads, this::hasDied);
        this.dispatcher =
                adopts
                        ? Optional.of(
                                new Dispatcher(
                                        queue,
                                        this::adopt,
                                        incidents,
                                        timers,
                                        threads,
                                        MOST_ADOPTED))
                        : Optional.empty();
        this.listening =
                () ->
                        ControlServer.open(
                                sweeper.socket(registry.epoch()),
                                parts.environment,
                                new HostControl(
                                        engine, followers, this::wake, adopts, this::isOpen),
                                Thread.ofPlatform().daemon().name("control").factory(),
                                threads);
        this.control = listen();
    }

    private ControlServer listen() {
        ControlServer server = listening.get();
        try {
            registry.announce(server.socket(), dispatcher.isPresent());
            return server;
        } catch (SwarmException e) {
            server.close(); // else its threads keep this process from ending
            throw e;
        }
    }

    /// Makes this process one that executes runs.
    ///
    /// @param adopts whether it takes over whatever nobody executes
    /// @throws SwarmException `MISCONFIGURED` where the history of a run that is to go on is
    ///   damaged
    static RunHost start(Parts parts, HostSandboxes sandboxes, boolean adopts) {
        parts.registry.verifyUnfinished();
        List<Owner> dead = parts.registry.owners().dead(); // this process clears their rows
        var host = new RunHost(parts, sandboxes, adopts);
        host.threads.execute(() -> host.sweeper.sweep(dead));
        host.threads.execute(host::greet);
        return host;
    }

    private Engine engine(Parts parts, SandboxChooser sandboxes) {
        var logs = new RunLogs(parts.root.logs());
        History history = registry.history();
        var runner =
                new AttemptRunner(
                        sandboxes,
                        parts.packages::files,
                        keeping(history),
                        logs,
                        Swarm.CLOCK,
                        warm);
        var ports =
                new EnginePorts(
                        history,
                        queue,
                        runner,
                        List.of(new LogNotifier(logs, Swarm.CLOCK)),
                        timers,
                        incidents);
        return new Engine(
                ports,
                parts.plans,
                parts.config.values(),
                Swarm.CLOCK,
                parts.ids,
                threads,
                new Random(), // every attempt asks it, on its own thread
                parts.config.slots());
    }

    /// Tells why an attempt does not end whose agent has.
    private AttemptRunner.ArtifactStore keeping(History history) {
        return (name, content) -> {
            try {
                return history.keepFile(name, content);
            } catch (SwarmException e) {
                if (e.code().isForNow()) {
                    incidents.tell(
                            Incidents.Kind.WRITE_DELAYED,
                            "a file of an agent waits for the store: " + e.getMessage());
                }
                throw e;
            }
        };
    }

    RunHandle start(RunRequest request, RunListener listener) {
        return told(engine.start(request, both(listener)));
    }

    RunId enqueue(RunRequest request) {
        return engine.enqueue(request);
    }

    /// Takes over a run that nobody executes, see [Engine#adopt].
    Optional<RunHandle> adopt(RunId run, RunListener listener, Wish wish) {
        return engine.adopt(run, both(listener), wish).map(this::told);
    }

    private Optional<RunHandle> adopt(RunId run) {
        return adopt(run, _ -> {}, Wish.NONE);
    }

    /// Executes what nobody executes, until there is nothing left.
    ///
    /// @throws InterruptedException where it was told to end, or to leave every run
    /// @throws SwarmException `NOT_OWNER` where others took this process for dead
    void dispatch() throws InterruptedException {
        Dispatcher working = dispatcher.orElseThrow();
        while (true) {
            wake();
            working.awaitIdle();
            if (working.disowned().isPresent()) {
                throw working.disowned().get();
            }
            if (working.isStopped()) {
                throw new InterruptedException("told to leave every run");
            }
            control.close(); // from now on who leaves something to do starts another
            if (working.findsNothing()) {
                return;
            }
            control = listen();
        }
    }

    private RunListener both(RunListener listener) {
        return transition -> {
            listener.onTransition(transition);
            followers.onTransition(transition);
        };
    }

    private RunHandle told(RunHandle run) {
        var _ = run.end().whenComplete((end, _) -> followers.ended(run.id(), status(end)));
        return run;
    }

    /// A run that stops here without its end runs on elsewhere.
    private static RunStatus status(@Nullable RunOutcome end) {
        return end == null ? RunStatus.RUNNING : end.status();
    }

    private boolean isOpen(RunId run) {
        return registry.views().find(run).filter(view -> view.status().goesOn()).isPresent();
    }

    /// Something new stands in the table of runs, or a process is gone.
    private void wake() {
        dispatcher.ifPresent(working -> {
            others.look();
            working.look();
        });
    }

    private void hasDied(Owner other) {
        sweeper.sweep(List.of(other));
        wake();
    }

    /// Tells those who take over runs that this process has come, which may die.
    private void greet() {
        RunOwners owners = registry.owners();
        long own = registry.epoch();
        for (Owner owner : owners.alive()) {
            if (owner.adopts() && owner.epoch() != own) {
                owner.socket().ifPresent(socket -> tellOfWork(owner.pid(), socket));
            }
        }
    }

    private void tellOfWork(long pid, Path socket) {
        try {
            new ControlClient(pid, socket, threads, _ -> {}).work();
        } catch (SwarmException e) {
            incidents.tell(Incidents.Kind.NOT_ADOPTED, String.valueOf(e.getMessage()));
        } catch (RejectedExecutionException e) {
            // This process is ending: there is nothing to tell of any more.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Leaves every run for another process, takes over no other in its place, and ends what
    /// executes.
    void abandonAll() {
        dispatcher.ifPresent(RunHost::stop);
        engine.abandonAll();
        sandboxes.closeAll();
    }

    private static void stop(Dispatcher dispatcher) {
        try {
            dispatcher.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Kills whatever executes, without asking it to end.
    void closeSandboxes() {
        sandboxes.closeAll();
    }

    /// Nobody can ask anything of this process any more.
    @Override
    public void close() {
        warm.close();
        sandboxes.closeAll(); // those that waited for attempts
        others.close();
        control.close();
    }
}
