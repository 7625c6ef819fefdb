import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.swarmstack.app.Swarm;
import net.swarmstack.engine.Dispatcher;
import net.swarmstack.engine.Incidents;
import net.swarmstack.engine.RunHandle;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunId;
import tools.jackson.databind.node.ObjectNode;

/// Figure 10: a restart with 100 interrupted runs and 100, 1,000 and 10,000 that are queued behind
/// them, in turn (A B C A B C …), each time on a new root.
///
/// First the whole command `swarm worker` with real sandboxes, from its start to
///
/// - serving: its socket stands in the table;
/// - a step begins again: the first attempt of an interrupted run after the lost one is durable;
/// - requeued: the lost attempts of all interrupted runs are recorded, and their steps are in line
///   again. The queued runs are in line from the start, for the table is the queue;
///
/// and the objects that are alive on its heap then, after a collection. Then the dispatcher of that
/// worker in this process, with a step runner that returns at once, until every run is over.
///
/// Called by `bench/run queue`; the arguments are the launcher, the folder for the roots (on the disk
/// to be measured) and the number of rounds.
public class QueueBench {

    private static final int[] QUEUED = {100, 1_000, 10_000};
    private static final int INTERRUPTED = 100;
    private static final int STEPS = 3;

    /// As the worker has it.
    private static final int MOST_ADOPTED = 256;

    private static final ObjectNode TRIGGER = Json.object().put("message", "Hello World");

    /// What was measured with so many queued.
    private record Figure(String name, List<List<Double>> byQueued) {

        Figure(String name) {
            this(name, new ArrayList<>());
            for (int _ : QUEUED) {
                byQueued.add(new ArrayList<>());
            }
        }

        void print() {
            System.out.printf("%-34s", name);
            for (List<Double> values : byQueued) {
                List<Double> sorted = values.stream().sorted().toList();
                System.out.printf(
                        " %8.2f (%.2f–%.2f)",
                        sorted.get(sorted.size() / 2), sorted.getFirst(), sorted.getLast());
            }
            System.out.println();
        }
    }

    private final Figure serving = new Figure("serving, s");
    private final Figure begins = new Figure("a step begins again, s");
    private final Figure requeued = new Figure("requeued, s");
    private final Figure heap = new Figure("heap after a collection, MiB");
    private final Figure executed = new Figure("all executed at once, s");
    private final Figure each = new Figure("of that, ms a run");

    public static void main(String[] args) throws Exception {
        new QueueBench().run(args[0], args[1], Integer.parseInt(args[2]));
    }

    private void run(String swarm, String folder, int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < QUEUED.length; i++) {
                try (EngineFixture dead = interrupted(folder, QUEUED[i])) {
                    restart(swarm, dead, i);
                }
                try (EngineFixture dead = interrupted(folder, QUEUED[i])) {
                    execute(dead, i);
                }
            }
        }
        System.out.printf("%d rounds, median (min–max)%n%-34s", rounds, "queued");
        for (int queued : QUEUED) {
            System.out.printf(" %,22d", queued);
        }
        System.out.println();
        List.of(serving, begins, requeued, heap, executed, each).forEach(Figure::print);
    }

    /// A root whose process died while it executed 100 runs; others are queued behind them.
    private static EngineFixture interrupted(String folder, int queued) throws Exception {
        var executing = new CountDownLatch(INTERRUPTED);
        var end = new CountDownLatch(1);
        EngineFixture engine =
                EngineFixture.create(
                        folder,
                        INTERRUPTED,
                        history -> history,
                        () -> {
                            executing.countDown();
                            await(end);
                        });
        Swarm.Launch launch = engine.register("chain", STEPS, true);
        var runs = new ArrayList<RunHandle>();
        for (int i = 0; i < INTERRUPTED; i++) {
            runs.add(engine.start(launch));
        }
        executing.await();
        for (int i = 0; i < queued; i++) {
            engine.engine().enqueue(EngineFixture.request(launch, TRIGGER));
        }
        runs.forEach(engine::leave);
        end.countDown();
        engine.stop();
        return engine;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void restart(String swarm, EngineFixture dead, int i) throws Exception {
        try (Connection connection = open(dead.database())) {
            String last =
                    text(connection, "SELECT MAX(run_id) FROM step_executions"); // of those begun
            long start = System.nanoTime();
            Process worker =
                    new ProcessBuilder(swarm, "--root", dead.root().folder().toString(), "worker")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            try {
                until(connection, "SELECT COUNT(*) FROM owners WHERE adopts", 1);
                serving.byQueued.get(i).add(seconds(start));
                until(connection, "SELECT MIN(1, COUNT(*)) FROM step_executions WHERE retry_count > 0", 1);
                begins.byQueued.get(i).add(seconds(start));
                until(
                        connection,
                        "SELECT COUNT(*) FROM run_events WHERE run_id <= '"
                                + last
                                + "' AND type = 'AttemptLost'",
                        INTERRUPTED);
                requeued.byQueued.get(i).add(seconds(start));
                heap.byQueued.get(i).add(liveBytes(worker) / (1024.0 * 1024));
            } finally {
                worker.destroy();
                worker.waitFor();
            }
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static Connection open(Path database) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + database);
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void until(Connection connection, String sql, int count)
            throws SQLException, InterruptedException {
        while (Integer.parseInt(text(connection, sql)) < count) {
            Thread.sleep(2);
        }
    }

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +[0-9]+ +([0-9]+)");

    /// The bytes of the objects that are left after a collection.
    private static long liveBytes(Process worker) throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process histogram =
                new ProcessBuilder(jcmd, String.valueOf(worker.pid()), "GC.class_histogram").start();
        String text =
                new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher total = TOTAL.matcher(text);
        if (!total.find()) {
            throw new IllegalStateException("no histogram: " + text);
        }
        return Long.parseLong(total.group(1));
    }

    private void execute(EngineFixture dead, int i) throws Exception {
        EngineFixture engine = dead.reopen(2);
        try {
            long start = System.nanoTime();
            var dispatcher =
                    new Dispatcher(
                            engine.queue(),
                            (RunId run) -> engine.engine().adopt(run, _ -> {}),
                            new Incidents(System.err::println),
                            (_, _) -> () -> {},
                            engine.threads(),
                            MOST_ADOPTED);
            dispatcher.look();
            dispatcher.awaitIdle();
            double seconds = seconds(start);
            if (!dispatcher.findsNothing()) {
                throw new IllegalStateException("runs are left");
            }
            executed.byQueued.get(i).add(seconds);
            each.byQueued.get(i).add(1000 * seconds / (QUEUED[i] + INTERRUPTED));
        } finally {
            engine.stop();
        }
    }
}
