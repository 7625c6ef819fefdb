import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import net.swarmstack.app.Swarm;
import net.swarmstack.model.RunId;

/// Figure 1: 40 sequential steps of `echo`, engine only: a real root, the real planner, engine and
/// registry, and a step runner that returns at once; against 41 commits of the same rows by plain
/// JDBC, in turn (A B A B …) in one process, both warm.
///
/// Called by `bench/run engine`; the arguments are the folder for the root (on the disk to be
/// measured) and the number of counted pairs.
public class EngineBench {

    private static final int STEPS = 40;

    public static void main(String[] args) throws Exception {
        int pairs = Integer.parseInt(args[1]);
        var engineMillis = new ArrayList<Double>();
        var bareMillis = new ArrayList<Double>();
        try (EngineFixture engine = EngineFixture.create(args[0], 2)) {
            Swarm.Launch launch = engine.register("chain", STEPS, true);
            var runs = new ArrayList<RunId>();
            runs.add(EngineFixture.await(engine.start(launch)));
            BareCommits bare = BareCommits.of(engine.database(), runs.getFirst(), STEPS);
            try (Connection connection = bare.open(engine.folder().resolve("bare.db"))) {
                for (int i = 0; i < 2 * pairs; i++) {
                    double ours =
                            millis(() -> runs.add(EngineFixture.await(engine.start(launch))));
                    double theirs = millis(() -> bare.run(connection));
                    if (i >= pairs) {
                        engineMillis.add(ours);
                        bareMillis.add(theirs);
                    }
                }
            }
            runs.forEach(engine.history()::events); // reading checks the hash chain
        }
        Figures.print(
                pairs + " pairs, ms", "engine, 40 steps", engineMillis, "41 bare commits", bareMillis);
    }

    private interface Work {
        Object run() throws SQLException;
    }

    private static double millis(Work work) throws SQLException {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }
}
