import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/// Figures 4, 5 and 6: sequential steps in fresh sandboxes, by everything that `swarm run` has,
/// against the bare programs started one after another; with both drivers, cold and warm, in turn
/// (A B C D E A B …).
///
/// Called by `bench/run sandbox`; the arguments are the folder for roots, the agent (echo, fibo-node
/// or fibo-python), how many steps, what fibo is asked, and the number of rounds.
public class SandboxBench {

    private static final String FIBO_NODE =
            """
            const fs = require('fs');
            const fibo = n => (n < 2 ? n : fibo(n - 1) + fibo(n - 2));
            const { n } = JSON.parse(fs.readFileSync(0, 'utf8'));
            console.log(JSON.stringify({ value: fibo(n) }));
            """;
    private static final String FIBO_PYTHON =
            """
            import json, sys
            def fibo(n):
                return n if n < 2 else fibo(n - 1) + fibo(n - 2)
            print(json.dumps({"value": fibo(json.load(sys.stdin)["n"])}))
            """;

    private final Path folder;
    private final String agent;
    private final int steps;
    private final int asked;

    private SandboxBench(Path folder, String agent, int steps, int asked) {
        this.folder = folder;
        this.agent = agent;
        this.steps = steps;
        this.asked = asked;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(args[0]), "swarm-bench");
        try {
            new SandboxBench(folder, args[1], Integer.parseInt(args[2]), Integer.parseInt(args[3]))
                    .measure(Integer.parseInt(args[4]));
        } finally {
            Figures.delete(folder);
        }
    }

    private record Way(String name, Isolation isolation, boolean isWarm, List<Double> seconds) {}

    private void measure(int rounds) throws Exception {
        var ways =
                List.of(
                        new Way("process, cold", Isolation.PROCESS, false, new ArrayList<>()),
                        new Way("process, warm", Isolation.PROCESS, true, new ArrayList<>()),
                        new Way("bubblewrap, cold", Isolation.NAMESPACE, false, new ArrayList<>()),
                        new Way("bubblewrap, warm", Isolation.NAMESPACE, true, new ArrayList<>()));
        var bare = new ArrayList<Double>();
        Path program = writeAgent();
        try (Swarm cold = open("cold", 0);
                Swarm warm = open("warm", 2)) {
            Swarm.Launch inCold = register(cold);
            Swarm.Launch inWarm = register(warm);
            for (Way way : ways) {
                run(way.isWarm ? warm : cold, way.isWarm ? inWarm : inCold, way.isolation);
            }
            for (int i = 0; i < rounds; i++) {
                for (Way way : ways) {
                    way.seconds.add(
                            run(
                                    way.isWarm ? warm : cold,
                                    way.isWarm ? inWarm : inCold,
                                    way.isolation));
                }
                bare.add(bare(program));
            }
        }
        for (Way way : ways) {
            Figures.print(rounds + " rounds, s", way.name, way.seconds, "bare", bare);
        }
    }

    private Swarm open(String name, int warm) throws IOException {
        var root = new Root(folder.resolve(name));
        Swarm.open(root, System.getenv(), _ -> {}).close();
        Files.writeString(root.configFile(), "sandbox: {slots: 2, warm: %d}\n".formatted(warm));
        return Swarm.open(root, System.getenv(), _ -> {});
    }

    private boolean isPython() {
        return agent.equals("fibo-python");
    }

    private Path writeAgent() throws IOException {
        Path home = Files.createDirectories(folder.resolve("fibo"));
        String entry = isPython() ? "main.py" : "main.js";
        Files.writeString(
                home.resolve("agent.yaml"),
                "name: fibo\nversion: 1.0.0\nruntime: {type: %s, entry: %s}\n"
                        .formatted(isPython() ? "python" : "node", entry));
        Files.writeString(home.resolve(entry), isPython() ? FIBO_PYTHON : FIBO_NODE);
        return agent.equals("echo")
                ? Path.of("bundled/agents/echo/main.js").toAbsolutePath()
                : home.resolve(entry);
    }

    private Swarm.Launch register(Swarm swarm) throws IOException {
        boolean isEcho = agent.equals("echo");
        var text =
                new StringBuilder("name: chain\nversion: 1.0.0\ntrigger: {type: manual}\nsteps:\n");
        for (int i = 0; i < steps; i++) {
            String needs = i == 0 ? "" : "s" + (i - 1);
            text.append("  - {id: s%d, agent: ".formatted(i))
                    .append(isEcho ? "echo" : "fibo")
                    .append(", needs: [%s], inputs: ".formatted(needs))
                    .append(isEcho ? "{message: hi}" : "{n: %d}".formatted(asked))
                    .append("}\n");
        }
        Path file = Files.createDirectories(folder.resolve("flow")).resolve("workflow.yaml");
        Files.writeString(file, text);
        swarm.registrar().registerAgent(folder.resolve("fibo"), Registration.OnConflict.REFUSE);
        swarm.registrar().registerWorkflow(file, Registration.OnConflict.REFUSE);
        return swarm.prepare("chain");
    }

    private double run(Swarm swarm, Swarm.Launch launch, Isolation isolation) throws Exception {
        var request =
                new RunRequest(
                                launch.workflow(),
                                launch.plan(),
                                "manual",
                                Json.object(),
                                Json.object())
                        .with(isolation);
        long start = System.nanoTime();
        RunHandle run = swarm.start(request, _ -> {});
        if (run.await().status() != RunStatus.SUCCEEDED) {
            throw new IllegalStateException("run " + run.id() + " did not succeed");
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private double bare(Path program) throws Exception {
        Path input = folder.resolve("input.json");
        Files.writeString(
                input, agent.equals("echo") ? "{\"message\":\"hi\"}" : "{\"n\":%d}".formatted(asked));
        List<String> command = List.of(isPython() ? python() : "node", program.toString());
        long start = System.nanoTime();
        for (int i = 0; i < steps; i++) {
            WholeCommand.millis(command, input.toFile());
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /// The interpreter itself: what is on the PATH may be a script that looks for it.
    private static String python() throws Exception {
        var asking =
                new ProcessBuilder("python3", "-c", "import sys; print(sys.executable)").start();
        return new String(asking.getInputStream().readAllBytes()).strip();
    }
}
