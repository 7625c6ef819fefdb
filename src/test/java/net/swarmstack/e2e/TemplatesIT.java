package net.swarmstack.e2e;

import static net.swarmstack.testing.ClaudeReply.error;
import static net.swarmstack.testing.ClaudeReply.text;
import static net.swarmstack.testing.ClaudeReply.toolUse;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;
import net.swarmstack.model.Json;
import net.swarmstack.testing.ClaudeStandIn;
import net.swarmstack.testing.StandInServer;
import net.swarmstack.testing.StandInServer.Reply;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What ships beside `echo`: a copy of each agent template, registered and executed as a person
/// would, and `parallel-echo`. One run has a step for each thing that an agent can come to.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TemplatesIT {

    private static final String WORKFLOW =
            """
            steps:
              - id: tools
                agent: claude-agent
                needs: []
                inputs: {prompt: "What is 6 * 7?", base_url: "${trigger.claude}/tools"}
              - id: retried
                agent: claude-agent
                needs: []
                inputs: {prompt: Hi, base_url: "${trigger.claude}/retried"}
              - id: exhausted
                agent: claude-agent
                needs: []
                inputs: {prompt: Hi, base_url: "${trigger.claude}/exhausted"}
                retry: {attempts: 2, delay_seconds: 0.01}
                continue_on_error: true
              - id: refused
                agent: claude-agent
                needs: []
                inputs: {prompt: Hi, base_url: "${trigger.claude}/refused"}
                retry: {attempts: 2, delay_seconds: 0.01}
                continue_on_error: true
              - id: cut-off
                agent: claude-agent
                needs: []
                inputs: {prompt: Hi, base_url: "${trigger.claude}/cut-off"}
                retry: {attempts: 2, delay_seconds: 0.01}
                continue_on_error: true
              - id: json
                agent: http-fetch-agent
                needs: []
                inputs: {url: "${trigger.web}/json"}
              - id: endless
                agent: http-fetch-agent
                needs: []
                inputs: {url: "${trigger.web}/endless"}
              - id: ftp
                agent: http-fetch-agent
                needs: []
                inputs: {url: "${trigger.web}/ftp"}
                retry: {attempts: 2, delay_seconds: 0.01}
                continue_on_error: true
              - id: silent
                agent: http-fetch-agent
                needs: []
                inputs: {url: "${trigger.web}/silent", timeout_ms: 100}
                retry: {attempts: 2, delay_seconds: 0.01}
                continue_on_error: true
            """;

    private final ClaudeStandIn claude = ClaudeStandIn.withoutKeys();
    private final StandInServer web = StandInServer.start(TemplatesIT::page);
    private final Map<String, JsonNode> steps = new HashMap<>();
    private Program swarm;

    @BeforeAll
    void runTheTemplates(@TempDir Path folder) throws IOException {
        swarm = new Program(folder).trusting(); // for agents that use the network
        swarm.out("init");
        for (String template : List.of("claude-agent", "http-fetch-agent")) {
            copy(swarm.root().resolve("swarm-agents/_templates").resolve(template), folder);
            swarm.out("agent", "register", folder.resolve(template).toString());
        }
        claude.script(
                "tools",
                toolUse("toolu_1", "calculate", Json.object().put("expression", "6 * 7")),
                text("It is ", "42."));
        claude.script("retried", error(529).with("retry-after-ms", "1"), text("fine"));
        claude.script("exhausted", error(529).with("retry-after-ms", "1"));
        claude.script("refused", text("I won't").refused("not that"));
        claude.script("cut-off", text("Once upon").endedBy("max_tokens"));
        swarm.registerWorkflow("visit", WORKFLOW);
        Result result = swarm.run("run", "visit", input(), "-o", "json");
        assertThat(result.exit()).as(result.err()).isZero();
        Json.parse(result.out())
                .path("steps")
                .forEach(step -> steps.put(step.path("step_id").stringValue(), step));
    }

    @AfterAll
    void close() {
        claude.close();
        web.close();
    }

    @Test
    void claudeUsesToolsUntilItHasTheAnswer() {
        JsonNode outputs = steps.get("tools").path("outputs");

        assertThat(outputs.path("text").stringValue()).isEqualTo("It is 42.");
        assertThat(outputs.path("usage").path("output_tokens").intValue()).isEqualTo(14);
        assertThat(claude.bodies("tools").getLast().toString()).contains("\"content\":\"42\"");
    }

    @Test
    void overloadThatPassesIsNotSeenOutside() {
        assertThat(steps.get("retried").path("outputs").path("text").stringValue())
                .isEqualTo("fine");
        assertThat(steps.get("retried").path("retry_count").intValue()).isZero();
    }

    @Test
    void overloadThatStaysIsTriedAgainByTheStep() {
        assertFailed("exhausted", 1, "error: overloaded_error: 529 overloaded_error: as scripted");
        assertThat(claude.requests("exhausted")).hasSize(6);
    }

    @Test
    void whatClaudeRefusesOrCutsOffIsFinal() {
        assertFailed("refused", 0, "error: refusal: Claude refused to answer: not that");
        assertFailed("cut-off", 0, "error: truncated: the answer was cut off (max_tokens)");
    }

    @Test
    void pageIsFetchedWithItsJson() {
        JsonNode outputs = steps.get("json").path("outputs");

        assertThat(outputs.path("status").intValue()).isEqualTo(200);
        assertThat(outputs.path("json").path("a").intValue()).isEqualTo(1);
    }

    @Test
    void endlessPageIsCutWhereAnOutputStillHasRoom() {
        assertThat(steps.get("endless").path("status").stringValue()).isEqualTo("succeeded");
    }

    @Test
    void redirectAwayFromHttpIsFinal() {
        assertFailed("ftp", 0, "error: bad_url: " + web.url("/ftp") + " redirects to \"ftp\"");
    }

    @Test
    void pageThatDoesNotComeIsTriedAgainByTheStep() {
        assertFailed("silent", 1, "error: timeout: " + web.url("/silent") + ": no whole answer");
    }

    @Test
    void eachMessageOfAListIsEchoedAndAllAreJoined() {
        JsonNode run =
                Json.parse(
                        swarm.out(
                                "run",
                                "parallel-echo",
                                "{\"messages\":[\"one\",\"two\",\"${three}\"]}",
                                "-o",
                                "json"));

        String joined = run.path("result").path("echoed").stringValue("");
        assertThat(joined).startsWith("Joined: [");
        assertThat(Json.parse(joined.substring("Joined: ".length())))
                .extracting(item -> item.path("echoed").stringValue())
                .containsExactly("one", "two", "${three}");
    }

    @Test
    void listOfOtherThingsIsRefusedBeforeThereIsARun() {
        Result result = swarm.run("run", "parallel-echo", "{\"messages\":[\"one\",2]}");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("messages");
    }

    private void assertFailed(String step, int retries, String error) {
        assertThat(steps.get(step).path("status").stringValue()).isEqualTo("failed");
        assertThat(steps.get(step).path("error").stringValue()).startsWith(error);
        assertThat(steps.get(step).path("retry_count").intValue()).isEqualTo(retries);
    }

    private String input() {
        String base = claude.url();
        return Json.compact(Json.object().put("claude", base).put("web", web.url("")));
    }

    private static Reply page(StandInServer.Received request) {
        return switch (request.path()) {
            case "/json" ->
                    new Reply.Answer(200, Map.of("content-type", "application/json"), "{\"a\":1}");
            case "/endless" -> new Reply.Endless("0123456789".repeat(1000));
            case "/ftp" -> new Reply.Answer(302, Map.of("location", "ftp://127.0.0.1/x"), "");
            default -> new Reply.Silence();
        };
    }

    private static void copy(Path folder, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(folder.getParent().relativize(file)));
            }
        }
    }
}
