package net.swarmstack.faults;

import net.swarmstack.catalog.Catalog;
import net.swarmstack.catalog.Root;
import net.swarmstack.engine.Engine;
import net.swarmstack.engine.EnginePorts;
import net.swarmstack.engine.History;
import net.swarmstack.engine.Incidents;
import net.swarmstack.engine.PinnedPlans;
import net.swarmstack.engine.RunHandle;
import net.swarmstack.engine.RunListener;
import net.swarmstack.engine.RunRequest;
import net.swarmstack.engine.Timers;
import net.swarmstack.engine.UuidV7Source;
import net.swarmstack.logs.RunLogs;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunId;
import net.swarmstack.model.WorkflowPin;
import net.swarmstack.notify.LogNotifier;
import net.swarmstack.packages.PackageStore;
import net.swarmstack.registry.Registry;
import net.swarmstack.sandbox.host.HostDrivers;
import net.swarmstack.step.AttemptRunner;
import net.swarmstack.step.WarmPool;
import net.swarmstack.testing.Choosers;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/// A process with the product's own parts, wired with [KillPoints]: it starts a run, or goes on
/// with those whose process died, and halts where it is told to. What it has been told that is
/// durable, it prints: `run ID` and `reached SEQ`.
///
/// Arguments: the root, the number of the kill point, and for a new run its workflow.
final class DoomedProcess {

    private static final int SLOTS = 2;

    private DoomedProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        var root = new Root(Path.of(arguments[0]));
        var points = new KillPoints(Integer.parseInt(arguments[1]));
        Executor threads = Executors.newVirtualThreadPerTaskExecutor();
        try (Registry registry =
                Registry.open(root.database(), root.blobs(), Thread::new, InstantSource.system())) {
            Engine engine = engine(root, registry, points, threads);
            RunListener listener =
                    transition -> System.out.println("reached " + transition.event().seq());
            if (arguments.length > 2) {
                RunHandle run = engine.start(request(registry, arguments[2]), listener);
                System.out.println("run " + run.id());
                run.await();
            } else {
                for (RunId run : registry.owners().interrupted()) {
                    engine.adopt(run, listener).orElseThrow().await();
                }
            }
        }
    }

    private static RunRequest request(Registry registry, String workflow) {
        var catalog = new Catalog(registry.catalog());
        WorkflowPin pin = catalog.workflow(workflow);
        return new RunRequest(pin, catalog.plan(pin), "manual", Json.object(), Json.object());
    }

    private static Engine engine(
            Root root, Registry registry, KillPoints points, Executor threads) {
        History history = points.in(registry.history());
        var logs = new RunLogs(root.logs());
        var driver = Choosers.only(HostDrivers.process(root.sandboxes()));
        var runner =
                new AttemptRunner(
                        driver,
                        new PackageStore(root.packages())::files,
                        history::keepFile,
                        logs,
                        InstantSource.system(),
                        new WarmPool(0, 0, Runnable::run));
        var ports =
                new EnginePorts(
                        history,
                        points.in(registry.queue()),
                        points.in(runner),
                        List.of(new LogNotifier(logs, InstantSource.system())),
                        timers(threads),
                        new Incidents(System.err::println));
        return new Engine(
                ports,
                new PinnedPlans(),
                Json.object(),
                InstantSource.system(),
                new UuidV7Source(InstantSource.system(), RandomGenerator.getDefault()),
                threads,
                RandomGenerator.getDefault(),
                SLOTS);
    }

    private static Timers timers(Executor threads) {
        return (delay, task) -> {
            threads.execute(() -> {
                try {
                    Thread.sleep(delay);
                    task.run();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("nobody interrupts this", e);
                }
            });
            return () -> {}; // what comes all the same changes nothing
        };
    }
}
