import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Figure 7: `swarm agent list` on a warm machine, whole command, against `node -e 0`, in turn
/// (A B A B …), so that a change of the machine's speed meets both.
///
/// Called by `bench/run command`; the arguments are the launcher and the number of pairs.
public class CommandBench {

    public static void main(String[] args) throws Exception {
        String swarm = args[0];
        int pairs = Integer.parseInt(args[1]);
        Path root = Files.createTempDirectory("swarm-bench");
        try {
            time(List.of(swarm, "--root", root.toString(), "init"));
            List<String> list = List.of(swarm, "--root", root.toString(), "agent", "list");
            List<String> node = List.of("node", "-e", "0");
            time(list);
            time(node);
            var lists = new ArrayList<Double>();
            var nodes = new ArrayList<Double>();
            var ratios = new ArrayList<Double>();
            for (int i = 0; i < pairs; i++) {
                lists.add(time(list));
                nodes.add(time(node));
                ratios.add(lists.get(i) / nodes.get(i));
            }
            System.out.printf("%-22s %8s %8s %8s%n", "ms, " + pairs + " pairs", "min", "median", "max");
            row("swarm agent list", lists);
            row("node -e 0", nodes);
            row("ratio", ratios);
        } finally {
            delete(root.toFile());
        }
    }

    private static double time(List<String> command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + " ended with " + process.exitValue());
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private static void row(String name, List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        System.out.printf(
                "%-22s %8.2f %8.2f %8.2f%n",
                name, sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }

    private static void delete(File file) {
        File[] children = file.listFiles();
        if (children != null && !Files.isSymbolicLink(file.toPath())) {
            Arrays.stream(children).forEach(CommandBench::delete);
        }
        file.delete();
    }
}
