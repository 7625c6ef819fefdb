package net.swarmstack.definition;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Json;

import org.junit.jupiter.api.Test;

class YamlWriterTest {

    @Test
    void treeIsWrittenInBlocks() {
        var tree =
                Json.parse("{\"name\":\"echo\",\"tags\":[\"a\",{\"b\":1}],\"none\":null,\"e\":{}}");

        String yaml = YamlWriter.write(tree);

        assertThat(yaml)
                .isEqualTo(
                        """
                        name: echo
                        tags:
                        - a
                        - b: 1
                        none: null
                        e: {}
                        """);
    }

    @Test
    void stringThatLooksLikeSomethingElseIsQuoted() {
        var tree =
                Json.parse("[\"true\",\"1.0\",\"null\",\"0x1f\",\"a: b\",\"\",\"- x\",\"2.50\"]");

        String yaml = YamlWriter.write(tree);

        assertThat(yaml.lines())
                .containsExactly(
                        "- 'true'",
                        "- '1.0'",
                        "- 'null'",
                        "- '0x1f'",
                        "- 'a: b'",
                        "- ''",
                        "- '- x'",
                        "- '2.50'");
    }

    @Test
    void numbersKeepTheirDigits() {
        var tree = Json.parse("[9007199254740993,2.50,1e3,true]");

        String yaml = YamlWriter.write(tree);

        assertThat(yaml.lines())
                .containsExactly("- 9007199254740993", "- 2.50", "- 1E+3", "- true");
    }

    @Test
    void controlCharactersAreEscaped() {
        var tree = Json.parse("\"a\\u001b[2J\\nb\"");

        assertThat(YamlWriter.write(tree)).isEqualTo("\"a\\e[2J\\nb\"\n");
    }
}
