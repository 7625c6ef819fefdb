import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What benches print: two things measured in turn, and their ratio pair by pair.
final class Figures {

    private Figures() {}

    static void print(
            String what, String nameOfA, List<Double> a, String nameOfB, List<Double> b) {
        var ratios = new ArrayList<Double>();
        for (int i = 0; i < a.size(); i++) {
            ratios.add(a.get(i) / b.get(i));
        }
        System.out.printf("%-22s %8s %8s %8s%n", what, "min", "median", "max");
        row(nameOfA, a);
        row(nameOfB, b);
        row("ratio", ratios);
    }

    private static void row(String name, List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        System.out.printf(
                "%-22s %8.2f %8.2f %8.2f%n",
                name, sorted.getFirst(), sorted.get(sorted.size() / 2), sorted.getLast());
    }

    /// Deletes a folder and all in it; packages in a root are read-only, folders included.
    static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                path.getParent().toFile().setWritable(true);
                Files.delete(path);
            }
        }
    }
}
