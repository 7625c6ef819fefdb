package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Json;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// `swarm agent run`
final class AgentRunCommandTest {

    @TempDir private Path folder;
    private Session session;

    @BeforeEach
    void register() throws IOException {
        session = new Session(folder.resolve("root"));
        agent("any", "", "cat");
        agent("none", "inputs: []", "cat");
        agent("fails", "", "echo no luck >&2; exit 65");
        agent(
                "typed",
                "inputs: [{name: text, type: string, required: true}, {name: count, type: integer,"
                        + " default: 3}, {name: note, type: any}]",
                "cat");
    }

    @Test
    void outputsAloneAreOnStandardOutput() {
        int status = session.run("agent", "run", "typed", "{\"text\":\"a\"}");

        assertThat(status).as(session.err()).isZero();
        assertThat(Json.parse(session.out())).isEqualTo(Json.parse("{\"text\":\"a\",\"count\":3}"));
        assertThat(session.err()).contains("agent/typed@1.0.0", "succeeded");
    }

    @Test
    void echoGivesTheMessageAndTheTime() {
        int status = session.run("agent", "run", "echo", "{\"message\":\"hi\"}");

        assertThat(status).as(session.err()).isZero();
        assertThat(Json.parse(session.out()).get("echoed").stringValue()).isEqualTo("hi");
        assertThat(Json.parse(session.out()).get("timestamp").stringValue())
                .matches("20\\d\\d-.*Z");
    }

    @Test
    void inputsAreReadAsTheirDeclaredTypes() {
        int status =
                session.run(
                        "agent",
                        "run",
                        "typed@^1",
                        "--input",
                        "text=5",
                        "--input",
                        "count=7",
                        "--input",
                        "note=8");

        assertThat(status).as(session.err()).isZero();
        assertThat(Json.parse(session.out()))
                .isEqualTo(Json.parse("{\"text\":\"5\",\"count\":7,\"note\":\"8\"}"));
    }

    @Test
    void inputComesFromStandardInputOrAFile() throws IOException {
        byte[] input = "{\"n\":1}".getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(folder.resolve("input.json"), input);
        session.stdin(input).run("agent", "run", "any", "-");
        String fromStandardInput = session.out();
        session.run("agent", "run", "any", "--input-file", file.toString());

        assertThat(fromStandardInput).isEqualTo("{\"n\":1}\n");
        assertThat(session.out()).isEqualTo("{\"n\":1}\n");
    }

    @Test
    void agentThatDeclaresNothingGetsEveryInputAsItIs() {
        String input =
                """
                {"odd key":1,"\\"q'\\\\":[{"a":null}],"${trigger.x}":"${trigger.y}","]}":"é",\
                "line\\nend":true}\
                """;

        int status = session.run("agent", "run", "any", input);

        assertThat(status).as(session.err()).isZero();
        assertThat(Json.parse(session.out())).isEqualTo(Json.parse(input));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "typed {}|2|the input is not what is declared: \"text\" is missing (required)",
                "typed {\"text\":1}|2|\"text\"",
                "typed {\"txt\":\"a\"}|2|typed has no input \"txt\". Did you mean \"text\"?",
                "typed --input count=x|2|expected a whole number",
                "typed --input count|2|is no NAME=VALUE",
                "typed [1]|2|not an object",
                "none {\"a\":1}|2|has no input \"a\". It has: none",
                "tpyed {}|3|Did you mean \"typed\"?",
                "typed@2 {}|3|has no version \"2\"",
            })
    void badInputIsRefusedBeforeThereIsARun(String words, int expected, String message) {
        int status = session.run(("agent run " + words).split(" "));
        String err = session.err();
        session.run("runs", "list", "-o", "name");

        assertThat(status).isEqualTo(expected);
        assertThat(err).contains(message);
        assertThat(session.out()).isEmpty();
    }

    @Test
    void failureOfTheAgentIsTheStatusAndItsRunStays() {
        int status = session.run("agent", "run", "fails");
        String out = session.out();
        String err = session.err();
        session.run("runs", "list", "-o", "json");

        assertThat(status).isEqualTo(5);
        assertThat(out).isEmpty();
        assertThat(err).contains("no luck", "swarm runs logs");
        assertThat(Json.parse(session.out()).get(0).get("status").asString()).isEqualTo("failed");
    }

    @Test
    void runIsInTheHistoryAndItsWorkflowIsListedNowhere() {
        session.run("agent", "run", "any", "{\"n\":1}");
        session.run("agent", "run", "any", "{\"m\":2}");
        session.run("workflow", "list", "-o", "name");
        String workflows = session.out();
        session.run("workflow", "runs", "agent/any", "-o", "name");
        String newest = session.out().lines().findFirst().orElseThrow();

        int status = session.run("runs", "show", newest, "-o", "json");

        JsonNode run = Json.parse(session.out());
        assertThat(status).isZero();
        assertThat(run.get("trigger_data")).isEqualTo(Json.parse("{\"m\":2}"));
        assertThat(run.get("steps").get(0).get("agent_name").asString()).isEqualTo("any");
        assertThat(workflows).isEqualTo("echo-chain@1.0.0\nparallel-echo@1.0.0\n");
        assertThat(session.run("run", "agent/any")).isEqualTo(3);
    }

    private void agent(String name, String inputs, String script) throws IOException {
        Path agent = Files.createDirectory(folder.resolve(name));
        Files.writeString(agent.resolve("main.sh"), script);
        Files.writeString(
                agent.resolve("agent.yaml"),
                "name: %s\nversion: 1.0.0\nruntime: {type: shell, entry: main.sh}\n%s\n"
                        .formatted(name, inputs));
        assertThat(session.run("agent", "register", agent.toString())).as(session.err()).isZero();
    }
}
