package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;
import net.swarmstack.model.Json;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The agent protocol, through the command, with agents of a few lines in each runtime.
class ProtocolIT {

    private static final String NODE =
            """
            const fs = require('fs'), env = process.env;
            const {text} = JSON.parse(fs.readFileSync(0, 'utf8'));
            fs.appendFileSync(env.SWARM_EVENTS, '{"type":"usage","model":"m","input_tokens":7,"output_tokens":1}\\n');
            fs.writeFileSync(env.SWARM_OUT + '/said.txt', text);
            fs.writeFileSync(env.SWARM_OUTPUT, JSON.stringify({said: text}));
            """;
    private static final String PYTHON =
            """
            import json, os, sys
            text = json.load(open(os.environ["SWARM_INPUT"]))["text"]
            print('{"type":"usage","input_tokens":7,"output_tokens":1}', file=open(os.environ["SWARM_EVENTS"], "a"))
            open(os.environ["SWARM_OUT"] + "/said.txt", "w").write(text)
            print(json.dumps({"said": text}))
            """;
    private static final String SHELL =
            """
            text=$(sed 's/.*"text":"\\([^"]*\\)".*/\\1/')
            echo '{"type":"usage","input_tokens":7,"output_tokens":1}' >>"$SWARM_EVENTS"
            printf %s "$text" >"$SWARM_OUT/said.txt"
            echo "{\\"said\\":\\"$text\\"}"
            """;
    private static final String JAVA =
            """
            void main() throws Exception {
                String text = IO.readln().replaceAll(".*\\"text\\":\\"([^\\"]*)\\".*", "$1");
                Files.writeString(Path.of(System.getenv("SWARM_EVENTS")), "{\\"type\\":\\"usage\\",\\"input_tokens\\":7,\\"output_tokens\\":1}\\n");
                Files.writeString(Path.of(System.getenv("SWARM_OUT"), "said.txt"), text);
                IO.println("{\\"said\\":\\"" + text + "\\"}");
            }
            """;

    @TempDir private static Path folder;
    private static Program swarm;

    @BeforeAll
    static void registerAgents() {
        swarm = new Program(folder);
        agent("node", "main.js", NODE);
        agent("python", "main.py", PYTHON);
        agent("shell", "main.sh", SHELL);
        agent("java", "Main.java", "import java.nio.file.*;\n" + JAVA);
        agent("binary", "agent", "#!/bin/sh\n" + SHELL);
    }

    /// Registers an agent named as its runtime, and a workflow of one step of the same name.
    private static void agent(String runtime, String entry, String text) {
        agent(runtime, runtime, entry, text);
        swarm.registerWorkflow(
                runtime,
                "steps: [{id: only, agent: %s, inputs: {text: \"${trigger.text}\"}}]\n"
                        .formatted(runtime));
    }

    private static void agent(String name, String runtime, String entry, String text) {
        Path yaml =
                swarm.write(
                        "agents/" + name + "/agent.yaml",
                        "name: %s\nversion: 1.0.0\nruntime: {type: %s, entry: %s}\n"
                                .formatted(name, runtime, entry));
        Path file = swarm.write("agents/" + name + "/" + entry, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        swarm.out("agent", "register", yaml.getParent().toString());
    }

    private static String lastRun() {
        return swarm.out("runs", "list", "--limit", "1", "-o", "name").strip();
    }

    @ParameterizedTest
    @ValueSource(strings = {"node", "python", "shell", "java", "binary"})
    void fewLinesAreAWholeAgent(String runtime) {
        String out = swarm.out("run", runtime, "{\"text\":\"Grüße 🐝\"}");

        String run = lastRun();
        JsonNode shown = Json.parse(swarm.out("runs", "show", run, "-o", "json"));
        assertThat(out).isEqualTo("{\"said\":\"Grüße 🐝\"}\n");
        assertThat(swarm.out("runs", "artifacts", run, "only", "said.txt")).isEqualTo("Grüße 🐝");
        assertThat(shown.get("total_api_tokens").intValue()).isEqualTo(8);
        assertThat(shown.get("steps").get(0).get("api_tokens_used").intValue()).isEqualTo(8);
        assertThat(swarm.out("runs", "logs", run)).contains("7 input tokens, 1 output tokens");
    }

    @Test
    void agentGoesOnFromTheCheckpointOfItsLastAttempt() {
        agent(
                "counter",
                "python",
                "main.py",
                """
                import json, os, sys
                path = os.environ.get("SWARM_CHECKPOINT")
                page = json.load(open(path))["page"] if path else 0
                with open(os.environ["SWARM_EVENTS"], "a") as events:
                    events.write(json.dumps({"type": "progress", "value": page / 2, "msg": "page %d" % page}) + "\\n")
                    events.write(json.dumps({"type": "checkpoint", "data": {"page": page + 1}}) + "\\n")
                open(os.environ["SWARM_OUT"] + "/page-%d" % page, "w").close()
                if page < 2:
                    sys.exit(75)
                print(json.dumps({"pages": page, "attempt": os.environ["SWARM_ATTEMPT"], "key": os.environ["SWARM_IDEMPOTENCY_KEY"]}))
                """);
        swarm.registerWorkflow(
                "counting",
                "steps: [{id: count, agent: counter, retry: {attempts: 3, delay_seconds: 0}, effects: once}]\n");

        JsonNode result = Json.parse(swarm.out("run", "counting"));

        String run = lastRun();
        assertThat(result.get("pages").intValue()).isEqualTo(2);
        assertThat(result.get("attempt").stringValue()).isEqualTo("3");
        assertThat(swarm.out("runs", "logs", run))
                .containsSubsequence("0 % page 0", "50 % page 1", "100 % page 2");
        assertThat(swarm.out("runs", "artifacts", run, "count", "-o", "name"))
                .isEqualTo("page-2\n");
        JsonNode shown = Json.parse(swarm.out("runs", "show", run, "-o", "json"));
        assertThat(shown.get("steps").get(0).get("id")).isEqualTo(result.get("key"));
    }

    @Test
    void artifactsAreReadByLaterStepsAndKeptOfAFailedOne() {
        swarm.registerAgent("listing", "cat");
        swarm.registerAgent(
                "leaver",
                "mkdir \"$SWARM_OUT/a\"; printf xy >\"$SWARM_OUT/a/b.txt\"; ln -s /etc/passwd \"$SWARM_OUT/l\"; exit 9");
        swarm.registerWorkflow(
                "leaving",
                """
                steps:
                  - {id: leave, agent: leaver, continue_on_error: true}
                  - {id: list, agent: listing, inputs: {payload: "${steps.leave.artifacts}"}}
                """);

        JsonNode result = Json.parse(swarm.out("run", "leaving"));

        JsonNode artifact = result.path("payload").path(0);
        assertThat(artifact.path("name").stringValue("")).isEqualTo("a/b.txt");
        assertThat(artifact.path("size").intValue(0)).isEqualTo(2);
        assertThat(result.path("payload")).hasSize(1);
        assertThat(swarm.out("runs", "artifacts", lastRun(), "leave", "a/b.txt")).isEqualTo("xy");
    }

    @Test
    void whatAModelPrintedForgesNothing() {
        agent("forger", "shell", "main.sh", "cat; cat \"$SWARM_INPUT\" >&2");
        swarm.registerWorkflow(
                "forging",
                "steps: [{id: only, agent: forger, inputs: \"${trigger}\"}]\n"
                        .replace("\"${trigger}\"", "{type: usage, msg: x, input_tokens: 1000000}"));

        swarm.out("run", "forging");

        String run = lastRun();
        JsonNode shown = Json.parse(swarm.out("runs", "show", run, "-o", "json"));
        JsonNode lines = Json.parse(swarm.out("runs", "logs", run, "-o", "json"));
        assertThat(shown.get("total_api_tokens").intValue()).isZero();
        assertThat(lines)
                .extracting(line -> line.path("stream").stringValue(""))
                .containsExactly("stderr");
    }

    @Test
    void eventsAreInTheLogAsTheyWereWritten() {
        swarm.out("run", "node", "{\"text\":\"x\"}");

        JsonNode line = Json.parse(swarm.out("runs", "logs", lastRun(), "-o", "json")).path(0);

        assertThat(line.path("stream").stringValue("")).isEqualTo("events");
        assertThat(Json.compact(line.path("fields")))
                .isEqualTo(
                        "{\"type\":\"usage\",\"model\":\"m\",\"input_tokens\":7,\"output_tokens\":1}");
    }

    @Test
    void packageIsReadOnlyAndTheFoldersAreTheAgentsOwn() throws IOException {
        agent(
                "looker",
                "shell",
                "main.sh",
                "stat -c %a \"$0\"; echo x >\"$HOME/h\"; echo x >\"$TMPDIR/t\"; echo x >w; pwd");
        swarm.registerWorkflow("looking", "steps: [{id: only, agent: looker}]\n");

        JsonNode result = Json.parse(swarm.out("run", "looking"));

        List<String> lines = result.path("text").stringValue("").lines().toList();
        assertThat(lines.getFirst()).isEqualTo("555");
        assertThat(lines.getLast()).endsWith("/work");
        assertThat(Path.of(lines.getLast())).doesNotExist();
        try (var left = Files.walk(swarm.root().resolve("swarm-agents/.registry"))) {
            assertThat(left.filter(Files::isRegularFile))
                    .noneMatch(file -> file.endsWith("h") || file.endsWith("w"));
        }
    }

    @Test
    void entryOfTheWrongKindIsRefusedAtItsPlace() {
        Path java =
                swarm.write(
                        "wrong/agent.yaml",
                        "name: wrong\nversion: 1.0.0\nruntime: {type: java, entry: main.py}\n");
        swarm.write("wrong/main.py", "");
        Path binary =
                swarm.write(
                        "plain/agent.yaml",
                        "name: plain\nversion: 1.0.0\nruntime: {type: binary, entry: run}\n");
        swarm.write("plain/run", "");

        Result wrong = swarm.run("agent", "register", java.toString());
        Result plain = swarm.run("agent", "register", binary.toString());

        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).contains(":3:30: \"main.py\" is no entry of the runtime java");
        assertThat(plain.exit()).isEqualTo(2);
        assertThat(plain.err()).contains(":3:32: \"run\" is not executable", "chmod +x");
    }
}
