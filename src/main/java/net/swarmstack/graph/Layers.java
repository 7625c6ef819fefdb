package net.swarmstack.graph;

import net.swarmstack.graph.Graph.Edge;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The nodes of a graph in layers, each as high as the longest path to it allows, and within a
/// layer in an order with few crossings. An edge over several layers has a joint in each between,
/// so that it gets a way of its own there.
final class Layers {

    private static final int SWEEPS = 12;

    private final List<List<Integer>> layers = new ArrayList<>();
    private final List<List<Integer>> above = new ArrayList<>();
    private final List<List<Integer>> below = new ArrayList<>();
    private final List<List<Integer>> chains = new ArrayList<>();

    private Layers(int nodes) {
        for (int i = 0; i < nodes; i++) {
            addItem();
        }
    }

    /// The layers of a graph; none where it has too many nodes and joints.
    static Optional<Layers> of(Graph graph, int most) {
        List<Integer> depths = depths(graph);
        long joints =
                graph.edges().stream()
                        .mapToLong(e -> depths.get(e.to()) - depths.get(e.from()) - 1)
                        .sum();
        if (graph.nodes().size() + joints > most) {
            return Optional.empty();
        }
        var layers = new Layers(graph.nodes().size());
        for (int depth = 0;
                depth <= depths.stream().max(Comparator.naturalOrder()).orElse(-1);
                depth++) {
            layers.layers.add(new ArrayList<>());
        }
        for (int node = 0; node < depths.size(); node++) {
            layers.layers.get(depths.get(node)).add(node);
        }
        graph.edges().forEach(edge -> layers.addChain(edge, depths));
        layers.order();
        return Optional.of(layers);
    }

    /// How many edges the longest path to each node has.
    static List<Integer> depths(Graph graph) {
        int size = graph.nodes().size();
        var next = new ArrayList<List<Integer>>();
        for (int i = 0; i < size; i++) {
            next.add(new ArrayList<>());
        }
        int[] open = new int[size];
        for (Edge edge : graph.edges()) {
            next.get(edge.from()).add(edge.to());
            open[edge.to()]++;
        }
        int[] depths = new int[size];
        var ready = new ArrayDeque<Integer>();
        for (int i = 0; i < size; i++) {
            if (open[i] == 0) {
                ready.add(i);
            }
        }
        int reached = 0;
        for (; !ready.isEmpty(); reached++) {
            int node = ready.remove();
            for (int to : next.get(node)) {
                depths[to] = Math.max(depths[to], depths[node] + 1);
                if (--open[to] == 0) {
                    ready.add(to);
                }
            }
        }
        if (reached < size) {
            throw new IllegalArgumentException("a cycle");
        }
        return Arrays.stream(depths).boxed().toList();
    }

    private int addItem() {
        above.add(new ArrayList<>());
        below.add(new ArrayList<>());
        return above.size() - 1;
    }

    private void addChain(Edge edge, List<Integer> depths) {
        var chain = new ArrayList<Integer>();
        chain.add(edge.from());
        for (int depth = depths.get(edge.from()) + 1; depth < depths.get(edge.to()); depth++) {
            int joint = addItem();
            layers.get(depth).add(joint);
            chain.add(joint);
        }
        chain.add(edge.to());
        for (int i = 1; i < chain.size(); i++) {
            below.get(chain.get(i - 1)).add(chain.get(i));
            above.get(chain.get(i)).add(chain.get(i - 1));
        }
        chains.add(chain);
    }

    /// Each item goes to the mean place of its neighbours, layer by layer down and up again.
    private void order() {
        double[] places = new double[above.size()];
        double[] means = new double[above.size()];
        layers.forEach(layer -> number(layer, places));
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean down = sweep % 2 == 0;
            for (List<Integer> layer : down ? layers : layers.reversed()) {
                for (int item : layer) {
                    means[item] = mean(places, item, down);
                }
                layer.sort(Comparator.comparingDouble(item -> means[item]));
                number(layer, places);
            }
        }
    }

    /// Places from 0 to 1, so that layers of different sizes compare.
    private static void number(List<Integer> layer, double[] places) {
        for (int i = 0; i < layer.size(); i++) {
            places[layer.get(i)] = (i + 0.5) / layer.size();
        }
    }

    /// The items of each layer from left to right: nodes by their numbers, joints by numbers behind
    /// those.
    List<List<Integer>> layers() {
        return layers;
    }

    /// How many nodes and joints there are.
    int items() {
        return above.size();
    }

    /// The mean of the places of what an item is connected with in one of the next layers; its own
    /// where that is nothing.
    ///
    /// @param places by item
    /// @param up whether the next layer up is meant
    double mean(double[] places, int item, boolean up) {
        return (up ? above : below)
                .get(item).stream()
                        .mapToDouble(neighbour -> places[neighbour])
                        .average()
                        .orElse(places[item]);
    }

    /// The items of each edge, from its first node over its joints to its last.
    List<List<Integer>> chains() {
        return chains;
    }
}
