package net.swarmstack.graph;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.graph.Graph.Edge;
import net.swarmstack.graph.Graph.Node;
import net.swarmstack.graph.Layout.Box;
import net.swarmstack.graph.Layout.Point;
import net.swarmstack.graph.Layout.Wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

class LayoutTest {

    /// Of many shapes: some sparse, some dense, with edges over many layers, some against the order
    /// of the nodes.
    static List<Graph> graphs() {
        return IntStream.range(0, 60).mapToObj(LayoutTest::graph).toList();
    }

    private static Graph graph(int seed) {
        var random = new Random(seed);
        int size = 1 + random.nextInt(45);
        int mean = 1 + random.nextInt(4);
        List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        java.util.Collections.shuffle(order, random);
        var nodes = new ArrayList<Node>();
        var edges = new ArrayList<Edge>();
        for (int i = 0; i < size; i++) {
            nodes.add(new Node("s".repeat(1 + random.nextInt(20)), "agent@1.0.0"));
            for (int j = 0; j < i; j++) {
                if (random.nextInt(i) < mean) {
                    edges.add(new Edge(order.get(j), order.get(i)));
                }
            }
        }
        return new Graph("seed " + seed, nodes, edges);
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void noTwoBoxesOverlap(Graph graph) {
        List<Box> boxes = layout(graph).boxes();

        for (int i = 0; i < boxes.size(); i++) {
            for (int j = 0; j < i; j++) {
                Box one = boxes.get(i);
                Box two = boxes.get(j);
                assertThat(
                                one.y() != two.y()
                                        || one.x() + one.width() < two.x()
                                        || two.x() + two.width() < one.x())
                        .as("%s %s", one, two)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void everythingIsInsideThePicture(Graph graph) {
        Layout layout = layout(graph);

        assertThat(layout.boxes())
                .allSatisfy(box -> {
                    assertThat(box.x()).isPositive();
                    assertThat(box.x() + box.width()).isLessThan(layout.width());
                    assertThat(box.y() + Layout.BOX_HEIGHT).isLessThan(layout.height());
                });
        assertThat(layout.wires())
                .flatExtracting(Wire::points)
                .allSatisfy(point -> assertThat(point.x()).isPositive().isLessThan(layout.width()));
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void everyEdgeIsDrawnOnceAndGoesDownFromItsBoxToItsBox(Graph graph) {
        Layout layout = layout(graph);

        assertThat(layout.wires()).hasSameSizeAs(graph.edges());
        for (int i = 0; i < layout.wires().size(); i++) {
            List<Point> points = layout.wires().get(i).points();
            Box from = layout.boxes().get(graph.edges().get(i).from());
            Box to = layout.boxes().get(graph.edges().get(i).to());
            assertThat(points.getFirst())
                    .isEqualTo(
                            new Point(from.x() + from.width() / 2, from.y() + Layout.BOX_HEIGHT));
            assertThat(points.getLast()).isEqualTo(new Point(to.x() + to.width() / 2, to.y()));
            assertThat(points).isSortedAccordingTo((a, b) -> Double.compare(a.y(), b.y()));
            assertThat(points.getFirst().y()).isLessThan(points.getLast().y());
        }
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void noEdgePassesThroughABox(Graph graph) {
        Layout layout = layout(graph);

        for (Wire wire : layout.wires()) {
            for (int i = 1; i + 1 < wire.points().size(); i++) {
                Point point = wire.points().get(i);
                assertThat(layout.boxes())
                        .noneMatch(box ->
                                box.y() <= point.y()
                                        && point.y() <= box.y() + Layout.BOX_HEIGHT
                                        && box.x() <= point.x()
                                        && point.x() <= box.x() + box.width());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void sameGraphIsDrawnTheSame(Graph graph) {
        assertThat(graph.svg()).isEqualTo(graph.svg());
    }

    @Test
    void chainIsStraight() {
        var graph =
                new Graph(
                        "chain",
                        List.of(
                                new Node("a", ""),
                                new Node("a-longer-name", ""),
                                new Node("c", "")),
                        List.of(new Edge(0, 1), new Edge(1, 2)));

        assertThat(layout(graph).boxes().stream().map(box -> box.x() + box.width() / 2).distinct())
                .hasSize(1);
    }

    @Test
    void branchesThatCrossInTheFileDoNotCrossInThePicture() {
        var graph =
                new Graph(
                        "crossed",
                        List.of(
                                new Node("a", ""),
                                new Node("b", ""),
                                new Node("below-b", ""),
                                new Node("below-a", "")),
                        List.of(new Edge(1, 2), new Edge(0, 3)));

        List<Box> boxes = layout(graph).boxes();

        assertThat(boxes.get(3).x() < boxes.get(2).x())
                .isEqualTo(boxes.get(0).x() < boxes.get(1).x());
    }

    private static Layout layout(Graph graph) {
        return Layout.of(Layers.of(graph, 100_000).orElseThrow(), SvgWriter.widths(graph));
    }
}
