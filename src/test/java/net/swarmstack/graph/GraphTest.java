package net.swarmstack.graph;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.graph.Graph.Edge;
import net.swarmstack.graph.Graph.Node;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

class GraphTest {

    private static final Graph DIAMOND =
            new Graph(
                    "flow@1.0.0",
                    List.of(
                            new Node("end", "a@1.0.0"),
                            new Node("left", "b@1.0.0"),
                            new Node("right", "b@1.0.0"),
                            new Node("last", "a@1.0.0")),
                    List.of(new Edge(0, 1), new Edge(0, 2), new Edge(1, 3), new Edge(2, 3)));

    private static final Graph HOSTILE =
            new Graph(
                    "\"</title><script>",
                    List.of(new Node("\"];x[\"", "<script>&\u001b\\#")),
                    List.of());

    @Test
    void mermaidNamesEveryNodeThenEveryEdge() {
        assertThat(DIAMOND.mermaid())
                .isEqualTo(
                        """
                        flowchart TD
                            n0["end<br/>a@1.0.0"]
                            n1["left<br/>b@1.0.0"]
                            n2["right<br/>b@1.0.0"]
                            n3["last<br/>a@1.0.0"]
                            n0 --> n1
                            n0 --> n2
                            n1 --> n3
                            n2 --> n3
                        """);
    }

    @Test
    void dotNamesEveryNodeThenEveryEdge() {
        assertThat(DIAMOND.dot())
                .isEqualTo(
                        """
                        digraph "flow@1.0.0" {
                            node [shape=box, style=rounded];
                            "end" [label="end\\na@1.0.0"];
                            "left" [label="left\\nb@1.0.0"];
                            "right" [label="right\\nb@1.0.0"];
                            "last" [label="last\\na@1.0.0"];
                            "end" -> "left";
                            "end" -> "right";
                            "left" -> "last";
                            "right" -> "last";
                        }
                        """);
    }

    @Test
    void textIsNeverNotation() {
        assertThat(HOSTILE.mermaid())
                .isEqualTo(
                        """
                        flowchart TD
                            n0["#34;];x[#34;<br/>#60;script#62;#38;#27;#92;#35;"]
                        """);
        assertThat(HOSTILE.dot())
                .isEqualTo(
                        """
                        digraph "\\"</title><script>" {
                            node [shape=box, style=rounded];
                            "\\"];x[\\"" [label="\\"];x[\\"\\n<script>&\uFFFD\\\\#"];
                        }
                        """);
    }

    @Test
    void pictureIsXmlWithTheTextsAndNoScript() throws Exception {
        Document svg = xml(HOSTILE.svg().orElseThrow());

        assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("\"</title><script>");
        assertThat(svg.getElementsByTagName("text").item(1).getTextContent())
                .isEqualTo("<script>&\uFFFD\\#");
        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
    }

    @Test
    void pictureHasABoxANodeAndALineAnEdge() throws Exception {
        Document svg = xml(DIAMOND.svg().orElseThrow());

        assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(4);
        assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(4 + 1);
    }

    @Test
    void graphWithoutNodesIsAnEmptyPicture() throws Exception {
        Document svg = xml(new Graph("none", List.of(), List.of()).svg().orElseThrow());

        assertThat(svg.getElementsByTagName("rect").getLength()).isZero();
    }

    @Test
    void whatNobodyCouldReadIsNotDrawn() {
        int size = 1_000;
        List<Node> nodes = IntStream.range(0, size).mapToObj(i -> new Node("s" + i, "a")).toList();
        List<Edge> edges =
                IntStream.range(0, size)
                        .boxed()
                        .flatMap(to -> IntStream.range(0, to).mapToObj(from -> new Edge(from, to)))
                        .toList();

        assertThat(new Graph("large", nodes, edges).svg()).isEmpty();
    }

    private static Document xml(String text) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(text)));
    }
}
