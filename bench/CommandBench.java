import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Figure 7: `swarm agent list` on a warm machine, whole command, against `node -e 0`, in turn
/// (A B A B …), so that a change of the machine's speed meets both.
///
/// Called by `bench/run command`; the arguments are the launcher and the number of pairs.
public class CommandBench {

    public static void main(String[] args) throws Exception {
        String swarm = args[0];
        int pairs = Integer.parseInt(args[1]);
        Path folder = Files.createTempDirectory("swarm-bench");
        try {
            String root = folder.resolve("root").toString();
            List<String> list = List.of(swarm, "--root", root, "agent", "list");
            List<String> node = List.of("node", "-e", "0");
            WholeCommand.millis(List.of(swarm, "--root", root, "init"));
            WholeCommand.millis(list);
            WholeCommand.millis(node);
            var lists = new ArrayList<Double>();
            var nodes = new ArrayList<Double>();
            for (int i = 0; i < pairs; i++) {
                lists.add(WholeCommand.millis(list));
                nodes.add(WholeCommand.millis(node));
            }
            Figures.print(pairs + " pairs, ms", "swarm agent list", lists, "node -e 0", nodes);
        } finally {
            Figures.delete(folder);
        }
    }
}
