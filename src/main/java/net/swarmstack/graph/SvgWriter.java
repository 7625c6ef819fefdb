package net.swarmstack.graph;

import net.swarmstack.graph.Graph.Node;
import net.swarmstack.graph.Layout.Box;
import net.swarmstack.graph.Layout.Point;
import net.swarmstack.graph.Layout.Wire;

import java.util.List;
import java.util.Locale;

/// Writes a picture as SVG: no script, and nothing from elsewhere.
final class SvgWriter {

    private static final String STYLE =
            "rect{fill:#f6f8fa;stroke:#57606a}"
                    + "path{fill:none;stroke:#57606a}"
                    + "#arrow path{fill:#57606a;stroke:none}"
                    + "text{font-family:ui-monospace,monospace;text-anchor:middle;fill:#1f2328}"
                    + ".name{font-size:14px}.detail{font-size:11px;fill:#57606a}";
    private static final double NAME_ADVANCE = 8.6;
    private static final double DETAIL_ADVANCE = 6.8;
    private static final double PADDING = 24;

    private SvgWriter() {}

    /// How wide the boxes of a graph must be for their texts, in pixels.
    static double[] widths(Graph graph) {
        return graph.nodes().stream()
                .mapToDouble(node ->
                        PADDING
                                + Math.max(
                                        NAME_ADVANCE * length(node.name()),
                                        DETAIL_ADVANCE * length(node.detail())))
                .map(width -> 2 * Math.ceil(width / 2))
                .toArray();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    static String write(Graph graph, Layout layout) {
        String width = number(layout.width());
        String height = number(layout.height());
        var svg = new StringBuilder();
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%s\" height=\"%s\""
                        .formatted(width, height));
        svg.append(" viewBox=\"0 0 %s %s\">\n".formatted(width, height));
        svg.append("<title>").append(escaped(graph.title())).append("</title>\n");
        svg.append("<style>").append(STYLE).append("</style>\n");
        svg.append("<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\"")
                .append(" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\">")
                .append("<path d=\"M0 0L8 4L0 8z\"/></marker></defs>\n");
        layout.wires().forEach(wire -> svg.append(path(wire)));
        List<Node> nodes = graph.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            svg.append(box(nodes.get(i), layout.boxes().get(i)));
        }
        return svg.append("</svg>\n").toString();
    }

    /// Curves between layers, and straight down through a layer.
    private static String path(Wire wire) {
        var path = new StringBuilder();
        List<Point> points = wire.points();
        path.append('M').append(point(points.getFirst()));
        for (int i = 1; i < points.size(); i++) {
            Point from = points.get(i - 1);
            Point to = points.get(i);
            if (i % 2 == 0) {
                path.append('L').append(point(to));
            } else {
                double middle = (from.y() + to.y()) / 2;
                path.append('C').append(point(new Point(from.x(), middle)));
                path.append(' ').append(point(new Point(to.x(), middle)));
                path.append(' ').append(point(to));
            }
        }
        return "<path d=\"" + path + "\" marker-end=\"url(#arrow)\"/>\n";
    }

    private static String box(Node node, Box box) {
        double middle = box.x() + box.width() / 2;
        return "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"6\"/>\n"
                        .formatted(
                                number(box.x()),
                                number(box.y()),
                                number(box.width()),
                                number(Layout.BOX_HEIGHT))
                + text("name", middle, box.y() + 19, node.name())
                + text("detail", middle, box.y() + 35, node.detail());
    }

    private static String text(String kind, double x, double y, String text) {
        return "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>\n"
                .formatted(kind, number(x), number(y), escaped(text));
    }

    private static String point(Point point) {
        return number(point.x()) + " " + number(point.y());
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String escaped(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cs}\uFFFE\uFFFF]", "\uFFFD")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
