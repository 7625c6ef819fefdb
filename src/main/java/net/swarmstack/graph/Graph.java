package net.swarmstack.graph;

import java.util.List;
import java.util.Optional;

/// A directed graph without cycles, to be shown. The same graph always gives the same text.
///
/// @param edges by the places of their nodes in the list
public record Graph(String title, List<Node> nodes, List<Edge> edges) {

    /// The most that is drawn: more is a picture nobody can read, and takes memory without bound.
    private static final int MOST_ITEMS = 50_000;

    public Graph {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
    }

    /// A box.
    ///
    /// @param detail a smaller line below the name
    public record Node(String name, String detail) {}

    /// An arrow.
    public record Edge(int from, int to) {}

    /// How many edges the longest path to each node has.
    public List<Integer> levels() {
        return Layers.depths(this);
    }

    /// A flowchart for Mermaid.
    public String mermaid() {
        return Notation.mermaid(this);
    }

    /// A digraph for Graphviz.
    public String dot() {
        return Notation.dot(this);
    }

    /// A picture that needs nothing else; none where the graph is too large for one.
    public Optional<String> svg() {
        return Layers.of(this, MOST_ITEMS)
                .map(layers -> Layout.of(layers, SvgWriter.widths(this)))
                .map(layout -> SvgWriter.write(this, layout));
    }
}
