package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.Json;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.testing.Plans;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

class RunInputTest {

    private static final String HOSTILE = "{\"a\":\"${secrets.X} $${ \\\" \\n 😀 @file %s\"}";

    private static final String WORKFLOW =
            """
            inputs:
              - {name: count, type: integer}
              - {name: a, type: string}
              - {name: other, type: any}
              - {name: text, type: string}
              - {name: empty, type: string}
            steps: [{id: only, agent: any}]
            """;

    @TempDir private Path folder;

    @Test
    void noInputIsAnEmptyObject() {
        assertThat(read(new byte[0], "echo-chain")).isEqualTo(Json.object());
    }

    @Test
    void argumentIsTakenAsItIs() {
        assertThat(read(new byte[0], "echo-chain", HOSTILE)).isEqualTo(Json.parse(HOSTILE));
    }

    @Test
    void minusReadsStandardInput() {
        byte[] stdin = HOSTILE.getBytes(StandardCharsets.UTF_8);

        assertThat(read(stdin, "echo-chain", "-")).isEqualTo(Json.parse(HOSTILE));
    }

    @Test
    void fileIsRead() throws IOException {
        Path file = Files.writeString(folder.resolve("input.json"), HOSTILE);

        ObjectNode input = read(new byte[0], "echo-chain", "--input-file", file.toString());

        assertThat(input).isEqualTo(Json.parse(HOSTILE));
    }

    @Test
    void missingFileIsNotFound() {
        String file = folder.resolve("none.json").toString();

        assertRefused(Code.NOT_FOUND, "no file " + file, "echo-chain", "--input-file", file);
    }

    @Test
    void folderIsNoInput() {
        assertRefused(
                Code.INVALID_INPUT,
                "can't read " + folder,
                "echo-chain",
                "--input-file",
                folder.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "{} --input-file x",
        "{} --input a=b",
        "- --input a=b",
        "--input-file x --input a=b"
    })
    void twoInputsAreRefused(String words) {
        assertRefused(
                Code.USAGE,
                "two inputs: give INPUT-JSON, -, --input-file or --input, only one of them",
                ("echo-chain " + words).split(" "));
    }

    @Test
    void pairsAreReadAsDeclaredElseAsTexts() {
        ObjectNode input =
                read(
                        new byte[0],
                        "echo-chain",
                        "--input",
                        "count=1",
                        "--input=other=1",
                        "--input",
                        "text=x=\"y, z\" ${c}",
                        "--input",
                        "empty=");

        assertThat(input)
                .isEqualTo(
                        Json.object()
                                .put("count", 1)
                                .put("other", "1")
                                .put("text", "x=\"y, z\" ${c}")
                                .put("empty", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"cuont\":1}", "--input=cuont=1"})
    void inputThatIsNotDeclaredIsRefusedWithTheNearest(String input) {
        assertRefused(
                Code.INVALID_INPUT,
                "echo-chain has no input \"cuont\". Did you mean \"count\"? It has: count, a,",
                "echo-chain",
                input);
    }

    @Test
    void pairOfAnotherTypeIsRefused() {
        assertRefused(
                Code.USAGE,
                "--input count: expected a whole number, not \"many\"",
                "echo-chain",
                "--input",
                "count=many");
    }

    @Test
    void fileThatIsAMinusIsStandardInput() {
        byte[] stdin = HOSTILE.getBytes(StandardCharsets.UTF_8);

        assertThat(read(stdin, "echo-chain", "--input-file", "-")).isEqualTo(Json.parse(HOSTILE));
    }

    @ParameterizedTest
    @CsvSource({"message", "=hi", "''"})
    void pairWithoutANameIsRefused(String pair) {
        assertRefused(
                Code.USAGE,
                "--input: \"" + pair + "\" is no NAME=VALUE, as in name=Ada",
                "echo-chain",
                "--input",
                pair);
    }

    @Test
    void nameGivenTwiceIsRefused() {
        assertRefused(
                Code.USAGE,
                "--input: \"a\" is given twice",
                "echo-chain",
                "--input",
                "a=1",
                "--input",
                "a=2");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"a\":1,}', 'INPUT-JSON: line 1, column 8: '",
        "'[1]', 'INPUT-JSON: not an object; expected one JSON object'",
        "'{} {}', 'INPUT-JSON: line 1, column 4: '",
        "'{\"a\":1,\"a\":2}', 'INPUT-JSON: line 1, column '",
        "'{\"a\":12345678901234567890}', 'INPUT-JSON: an integer of more than 64 bits'",
        "'', 'INPUT-JSON: empty'"
    })
    void whatIsNotAnObjectIsRefusedWithItsPlace(String text, String message) {
        assertRefused(Code.INVALID_INPUT, message, "echo-chain", text);
    }

    @Test
    void tooDeepIsToldInOurWords() {
        assertRefused(
                Code.INVALID_INPUT,
                "INPUT-JSON: line 1, column 69: nested deeper than 64; expected one JSON",
                "echo-chain",
                "{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}");
    }

    @Test
    void moreThanEightMebibytesAreRefused() {
        byte[] spaces = new byte[Json.MAX_DOCUMENT_BYTES + 1];
        Arrays.fill(spaces, (byte) ' ');

        assertThatThrownBy(() -> read(spaces, "echo-chain", "-"))
                .hasMessageStartingWith("standard input: more than 8 MiB");
    }

    private void assertRefused(Code code, String message, String... arguments) {
        assertThatThrownBy(() -> read(new byte[0], arguments))
                .isInstanceOf(SwarmException.class)
                .hasMessageStartingWith(message)
                .extracting(e -> ((SwarmException) e).code())
                .isEqualTo(code);
    }

    /// As `swarm run` with these arguments does.
    private ObjectNode read(byte[] stdin, String... arguments) {
        var words = new ArrayList<>(List.of("run"));
        words.addAll(List.of(arguments));
        var parsed = Commands.parser(words).parseArgs(words.toArray(String[]::new));
        var console = new Session(folder).stdin(stdin).console(OutputStream.nullOutputStream());
        var invocation = new Invocation(parsed, console, Map.of());
        return RunInput.complete(
                invocation, RunInput.read(invocation, 1), Plans.of(WORKFLOW).inputs());
    }
}
