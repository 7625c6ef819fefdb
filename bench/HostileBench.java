import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.swarmstack.app.Swarm;
import net.swarmstack.catalog.Registration;
import net.swarmstack.catalog.Root;
import net.swarmstack.engine.RunHandle;
import net.swarmstack.engine.RunRequest;
import net.swarmstack.model.Isolation;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunStatus;

/// What a run costs beside hostile ones that the same process executes, with each of both drivers:
/// 20 steps of echo, one after another, alone and beside (A B A B …). A hostile run that ends
/// before the other is started again at once.
///
/// Called by `bench/run hostile`; the arguments are the folder for roots and the number of rounds.
public class HostileBench {

    private static final int STEPS = 20;

    /// Bounded by themselves where the driver does not bound them: 64 processes, 128 MB, 64 MB of
    /// files.
    private enum Hostile {
        LOOP("while True: pass"),
        BOMB(
                """
                import os
                for i in range(6):
                    try:
                        os.fork()
                    except OSError:
                        pass
                while True: pass
                """),
        HOG(
                """
                x = [bytearray(1 << 20) for _ in range(128)]
                while True:
                    for part in x:
                        part[::4096] = bytes(256)
                """),
        TALKER(
                """
                import sys
                while True: sys.stdout.write('x' * 65536)
                """),
        FILLER(
                """
                while True:
                    for i in range(16):
                        open(str(i), 'wb').write(bytes(4 << 20))
                """),
        STUBBORN(
                """
                import signal, time
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                while True: time.sleep(0.01)
                """);

        private final String script;

        Hostile(String script) {
            this.script = script;
        }
    }

    private final Path folder;
    private final Swarm swarm;

    private HostileBench(Path folder, Swarm swarm) {
        this.folder = folder;
        this.swarm = swarm;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(args[0]), "swarm-bench");
        var root = new Root(folder.resolve("root"));
        try {
            Swarm.open(root, System.getenv(), _ -> {}).close();
            Files.writeString(root.configFile(), "sandbox: {slots: 16, warm: 0}\n");
            try (Swarm swarm = Swarm.open(root, System.getenv(), _ -> {})) {
                new HostileBench(folder, swarm).measure(Integer.parseInt(args[1]));
            }
        } finally {
            Figures.delete(folder);
        }
    }

    private void measure(int rounds) throws Exception {
        Swarm.Launch neighbour = registerNeighbour();
        var hostile = new LinkedHashMap<String, List<Swarm.Launch>>();
        var slowed = new ArrayList<Swarm.Launch>();
        for (Hostile agent : Hostile.values()) {
            String name = agent.name().toLowerCase();
            hostile.put(name, List.of(registerHostile(name, agent.script, "")));
            slowed.add(registerHostile(name + "-slowed", agent.script, ", cpus: 0.1"));
        }
        hostile.put("all six", hostile.values().stream().flatMap(List::stream).toList());
        for (Isolation isolation : List.of(Isolation.PROCESS, Isolation.NAMESPACE)) {
            System.out.println("isolation " + isolation.name().toLowerCase());
            seconds(neighbour, isolation); // the first is slower
            if (isolation == Isolation.NAMESPACE) {
                hostile.put("all, 0.1 cpus", slowed);
            }
            for (Map.Entry<String, List<Swarm.Launch>> kind : hostile.entrySet()) {
                var alone = new ArrayList<Double>();
                var beside = new ArrayList<Double>();
                for (int i = 0; i < rounds; i++) {
                    alone.add(seconds(neighbour, isolation));
                    beside.add(beside(kind.getValue(), neighbour, isolation));
                }
                String name = "beside " + kind.getKey();
                Figures.print(rounds + " rounds, s", name, beside, "alone", alone);
            }
        }
    }

    private double beside(List<Swarm.Launch> hostile, Swarm.Launch neighbour, Isolation isolation)
            throws Exception {
        List<Repeated> repeated = hostile.stream().map(run -> new Repeated(run, isolation)).toList();
        repeated.forEach(Thread::start);
        double seconds = seconds(neighbour, isolation);
        for (Repeated each : repeated) {
            each.end();
        }
        return seconds;
    }

    private double seconds(Swarm.Launch launch, Isolation isolation) throws Exception {
        long start = System.nanoTime();
        RunHandle run = start(launch, isolation);
        if (run.await().status() != RunStatus.SUCCEEDED) {
            throw new IllegalStateException("run " + run.id() + " did not succeed");
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private RunHandle start(Swarm.Launch launch, Isolation isolation) {
        return swarm.start(
                new RunRequest(
                                launch.workflow(),
                                launch.plan(),
                                "manual",
                                Json.object(),
                                Json.object())
                        .with(isolation),
                _ -> {});
    }

    /// A run that is started again whenever it has ended.
    private final class Repeated extends Thread {

        private final Swarm.Launch launch;
        private final Isolation isolation;
        private RunHandle current;
        private boolean isOver;

        private Repeated(Swarm.Launch launch, Isolation isolation) {
            this.launch = launch;
            this.isolation = isolation;
        }

        @Override
        public void run() {
            try {
                while (next()) {
                    current.await();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private synchronized boolean next() {
            if (!isOver) {
                current = HostileBench.this.start(launch, isolation);
            }
            return !isOver;
        }

        private void end() throws InterruptedException {
            synchronized (this) {
                isOver = true;
                if (current != null) {
                    current.cancel();
                }
            }
            join();
        }
    }

    private Swarm.Launch registerNeighbour() throws IOException {
        var steps = new StringBuilder();
        for (int i = 0; i < STEPS; i++) {
            steps.append("  - {id: s%d, agent: echo, inputs: {message: hi}}\n".formatted(i));
        }
        return registerWorkflow("neighbour", steps.toString());
    }

    private Swarm.Launch registerHostile(String name, String script, String limits)
            throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Files.writeString(
                home.resolve("agent.yaml"),
                """
                name: %s
                version: 1.0.0
                runtime: {type: python, entry: main.py, memory_mb: 64}
                limits: {processes: 50, disk_mb: 16%s}
                grace_seconds: 0.1
                """
                        .formatted(name, limits));
        Files.writeString(home.resolve("main.py"), script);
        swarm.registrar().registerAgent(home, Registration.OnConflict.REFUSE);
        return registerWorkflow("only-" + name, "  - {id: only, agent: " + name + "}\n");
    }

    private Swarm.Launch registerWorkflow(String name, String steps) throws IOException {
        Path file = Files.createDirectories(folder.resolve(name)).resolve("workflow.yaml");
        Files.writeString(
                file, "name: " + name + "\nversion: 1.0.0\ntrigger: {type: manual}\nsteps:\n" + steps);
        swarm.registrar().registerWorkflow(file, Registration.OnConflict.REFUSE);
        return swarm.prepare(name);
    }
}
