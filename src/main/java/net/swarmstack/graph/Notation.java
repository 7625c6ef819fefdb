package net.swarmstack.graph;

import net.swarmstack.graph.Graph.Edge;
import net.swarmstack.graph.Graph.Node;

import java.util.List;

/// Graphs in the notations of other programs.
final class Notation {

    private Notation() {}

    static String mermaid(Graph graph) {
        var text = new StringBuilder("flowchart TD\n");
        List<Node> nodes = graph.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            // A node of its own name could be a word of the notation, such as end.
            text.append(
                    "    n%d[\"%s<br/>%s\"]\n"
                            .formatted(
                                    i,
                                    entities(nodes.get(i).name()),
                                    entities(nodes.get(i).detail())));
        }
        for (Edge edge : graph.edges()) {
            text.append("    n%d --> n%d\n".formatted(edge.from(), edge.to()));
        }
        return text.toString();
    }

    private static String entities(String text) {
        var escaped = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    if ("#&<>\"`\\".indexOf(c) >= 0 || Character.isISOControl(c)) {
                        escaped.append('#').append(c).append(';');
                    } else {
                        escaped.appendCodePoint(c);
                    }
                });
        return escaped.toString();
    }

    static String dot(Graph graph) {
        var text = new StringBuilder("digraph " + quoted(graph.title()) + " {\n");
        text.append("    node [shape=box, style=rounded];\n");
        List<Node> nodes = graph.nodes();
        for (Node node : nodes) {
            String label = escaped(node.name()) + "\\n" + escaped(node.detail());
            text.append("    %s [label=\"%s\"];\n".formatted(quoted(node.name()), label));
        }
        for (Edge edge : graph.edges()) {
            text.append(
                    "    %s -> %s;\n"
                            .formatted(
                                    quoted(nodes.get(edge.from()).name()),
                                    quoted(nodes.get(edge.to()).name())));
        }
        return text.append("}\n").toString();
    }

    private static String quoted(String text) {
        return '"' + escaped(text) + '"';
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", "\uFFFD");
    }
}
