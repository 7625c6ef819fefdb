import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Figure 8: `swarm run echo-chain` on a warm machine, whole command, against what it can't do
/// without: `swarm agent list` and three bare starts of echo's program, in turn (A B A B …).
///
/// Called by `bench/run run`; the arguments are the launcher, echo's main.js and the number of pairs.
public class RunBench {

    private static final String INPUT = "{\"message\":\"Hello\"}";

    public static void main(String[] args) throws Exception {
        String swarm = args[0];
        int pairs = Integer.parseInt(args[2]);
        Path folder = Files.createTempDirectory("swarm-bench");
        try {
            String root = folder.resolve("root").toString();
            Path input = Files.writeString(folder.resolve("input.json"), INPUT);
            List<String> run = List.of(swarm, "--root", root, "run", "echo-chain", INPUT);
            List<String> list = List.of(swarm, "--root", root, "agent", "list");
            List<String> node = List.of("node", args[1]);
            WholeCommand.millis(List.of(swarm, "--root", root, "init"));
            WholeCommand.millis(run);
            WholeCommand.millis(list);
            var runs = new ArrayList<Double>();
            var parts = new ArrayList<Double>();
            for (int i = 0; i < pairs; i++) {
                runs.add(WholeCommand.millis(run));
                double sum = WholeCommand.millis(list);
                for (int step = 0; step < 3; step++) {
                    sum += WholeCommand.millis(node, input.toFile());
                }
                parts.add(sum);
            }
            Figures.print(pairs + " pairs, ms", "swarm run echo-chain", runs, "list + 3 node", parts);
        } finally {
            Figures.delete(folder);
        }
    }
}
