import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import net.swarmstack.app.Swarm;
import net.swarmstack.engine.RunHandle;
import net.swarmstack.model.RunId;

/// Figure 2: 50 runs at once of 40 parallel steps each, engine only, in steps a second; with as
/// many slots as the host has by default and with 64. Beside them, commits a second of the rows of
/// one step by plain JDBC, one after another: without sharing commits no more steps than that
/// would be possible. In turn (A B C A B C …) in one process, all warm.
///
/// Called by `bench/run parallel`; the arguments are the folder for the roots (on the disk to be
/// measured) and the number of counted rounds.
public class ParallelBench {

    private static final int RUNS = 50;
    private static final int STEPS = 40;

    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[1]);
        var few = new ArrayList<Double>();
        var many = new ArrayList<Double>();
        var bare = new ArrayList<Double>();
        int cores = Math.max(2, Runtime.getRuntime().availableProcessors());
        try (EngineFixture narrow = EngineFixture.create(args[0], cores);
                EngineFixture wide = EngineFixture.create(args[0], 64)) {
            Swarm.Launch inNarrow = narrow.register("fan", STEPS, false);
            Swarm.Launch inWide = wide.register("fan", STEPS, false);
            RunId chain =
                    EngineFixture.await(narrow.start(narrow.register("chain", STEPS, true)));
            BareCommits commits = BareCommits.of(narrow.database(), chain, STEPS);
            try (Connection connection = commits.open(narrow.folder().resolve("bare.db"))) {
                for (int i = 0; i < 2 * rounds; i++) {
                    double a = stepsPerSecond(narrow, inNarrow);
                    double b = stepsPerSecond(wide, inWide);
                    double c = commitsPerSecond(commits, connection);
                    if (i >= rounds) {
                        few.add(a);
                        many.add(b);
                        bare.add(c);
                    }
                }
            }
        }
        String what = rounds + " rounds, steps/s";
        Figures.print(what, cores + " slots", few, "bare commits/s", bare);
        Figures.print(what, "64 slots", many, "bare commits/s", bare);
    }

    private static double commitsPerSecond(BareCommits commits, Connection connection)
            throws SQLException {
        long start = System.nanoTime();
        for (int i = 0; i < RUNS / 2; i++) {
            commits.run(connection);
        }
        return RUNS / 2 * (STEPS + 1) / ((System.nanoTime() - start) / 1e9);
    }

    private static double stepsPerSecond(EngineFixture engine, Swarm.Launch launch) {
        long start = System.nanoTime();
        List<RunHandle> handles = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            handles.add(engine.start(launch));
        }
        List<RunId> runs = handles.stream().map(EngineFixture::await).toList();
        double seconds = (System.nanoTime() - start) / 1e9;
        runs.forEach(engine.history()::events); // reading checks the hash chain
        return RUNS * STEPS / seconds;
    }
}
