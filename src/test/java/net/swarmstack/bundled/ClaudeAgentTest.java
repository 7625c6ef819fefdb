package net.swarmstack.bundled;

import static net.swarmstack.testing.ClaudeReply.both;
import static net.swarmstack.testing.ClaudeReply.text;
import static net.swarmstack.testing.ClaudeReply.toolUse;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.bundled.NodeAgent.Ended;
import net.swarmstack.model.Json;
import net.swarmstack.testing.ClaudeReply;
import net.swarmstack.testing.ClaudeReply.Message;
import net.swarmstack.testing.ClaudeReply.Usage;
import net.swarmstack.testing.ClaudeStandIn;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// The template `claude-agent`: its conversation with the API.
final class ClaudeAgentTest {

    private static final Map<String, String> KEY = Map.of("ANTHROPIC_API_KEY", ClaudeStandIn.KEY);

    @TempDir Path folder;
    private NodeAgent agent;
    private ClaudeStandIn claude;

    @BeforeEach
    void start() throws IOException {
        agent = new NodeAgent("claude-agent", folder);
        claude = ClaudeStandIn.start();
    }

    @AfterEach
    void stop() {
        claude.close();
    }

    @Test
    void blocksOfTextAreJoinedWhereverTheyStand() throws Exception {
        Message thought = text("unused").endedBy("end_turn");
        thought.content().getFirst().put("type", "thinking").remove("text");

        JsonNode output = ask(both(thought, text("Hello ", "World"))).succeeded();

        assertThat(output.path("text").stringValue()).isEqualTo("Hello World");
        assertThat(output.path("stop_reason").stringValue()).isEqualTo("end_turn");
        assertThat(output.path("model").stringValue()).isEqualTo("claude-sonnet-5-5");
        assertThat(output.path("turns").intValue()).isEqualTo(1);
    }

    @Test
    void requestCarriesWhatWasGivenAndTheHeadersOfTheApi() throws Exception {
        ObjectNode input = input(text("fine")).put("system", "be brief").put("model", "claude-x");

        agent.run(input, KEY).succeeded();

        assertThat(claude.requests("it").getFirst().headers())
                .containsEntry("x-api-key", ClaudeStandIn.KEY)
                .containsEntry("anthropic-version", "2023-06-01")
                .containsEntry("content-type", "application/json")
                .doesNotContainKey("authorization");
        JsonNode body = claude.bodies("it").getFirst();
        assertThat(body.path("system").stringValue()).isEqualTo("be brief");
        assertThat(body.path("model").stringValue()).isEqualTo("claude-x");
        assertThat(body.path("max_tokens").intValue()).isEqualTo(4096);
        assertThat(body.path("messages"))
                .isEqualTo(Json.parse("[{\"role\":\"user\",\"content\":\"Hi\"}]"));
    }

    @Test
    void conversationIsSentAsItIs() throws Exception {
        JsonNode messages =
                Json.parse(
                        """
                        [{"role":"user","content":"a"},{"role":"assistant","content":"b"},
                         {"role":"user","content":[{"type":"text","text":"c"}]}]\
                        """);
        ObjectNode input = input(text("fine"));
        input.remove("prompt");
        input.set("messages", messages);

        agent.run(input, KEY).succeeded();

        assertThat(claude.bodies("it").getFirst().path("messages")).isEqualTo(messages);
    }

    @Test
    void promptAndMessagesAtOnceAreRefusedBeforeAnythingIsSent() throws Exception {
        ObjectNode input = input(text("fine"));
        input.putArray("messages").addObject().put("role", "user").put("content", "a");

        Ended ended = agent.run(input, KEY);

        assertThat(ended.failed(65).path("message").stringValue()).contains("prompt or messages");
        assertThat(claude.requests("it")).isEmpty();
    }

    @Test
    void baseUrlOfTheEnvironmentCountsWhereNoneIsGiven() throws Exception {
        ObjectNode input = input(text("fine"));
        String url = input.remove("base_url").stringValue();

        Ended ended =
                agent.run(
                        input,
                        Map.of(
                                "ANTHROPIC_API_KEY",
                                ClaudeStandIn.KEY,
                                "ANTHROPIC_BASE_URL",
                                url + "/"));

        assertThat(ended.succeeded().path("text").stringValue()).isEqualTo("fine");
    }

    @Test
    void tokensOfAllTurnsAreAddedUpAndToldOneByOne() throws Exception {
        Ended ended =
                ask(
                        time("toolu_1").withUsage(new Usage(1, 20, 300, 4000)),
                        text("late").withUsage(new Usage(5, 60, 700, 8000)));

        assertThat(ended.succeeded().path("usage"))
                .isEqualTo(
                        Json.parse(
                                """
                                {"input_tokens":6,"cache_creation_input_tokens":80,
                                 "cache_read_input_tokens":1000,"total_input_tokens":1086,
                                 "output_tokens":12000}\
                                """));
        assertThat(ended.events())
                .containsExactly(
                        usage("claude-sonnet-5-5", 321, 4000),
                        usage("claude-sonnet-5-5", 765, 8000));
    }

    @Test
    void usageIsToldAlsoWhereTheAnswerIsOfNoUse() throws Exception {
        Ended ended = ask(text("I won't").refused("not that"));

        ended.failed(77);
        assertThat(ended.events()).containsExactly(usage("claude-sonnet-5-5", 12, 7));
    }

    @Test
    void toolsAreExecutedUntilThereIsAnAnswer() throws Exception {
        Message asks =
                both(text("Let me see."), both(sum("toolu_1", "(2 + 3) * 4"), time("toolu_2")));

        JsonNode output = ask(asks, sum("toolu_3", "20 - 1"), text("It is 19.")).succeeded();

        assertThat(output.path("text").stringValue()).isEqualTo("It is 19.");
        assertThat(output.path("turns").intValue()).isEqualTo(3);
        JsonNode last = claude.bodies("it").getLast().path("messages");
        assertThat(last.path(1).path("role").stringValue()).isEqualTo("assistant");
        assertThat(last.path(1).path("content")).hasSize(3);
        assertThat(result(last, 2, 0).stringValue()).isEqualTo("20");
        assertThat(result(last, 2, 1).stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(result(last, 4, 0).stringValue()).isEqualTo("19");
    }

    @Test
    void toolThatFailsIsToldToTheModel() throws Exception {
        Message asks =
                both(
                        sum("toolu_1", "process.exit(3)"),
                        toolUse("toolu_2", "delete_all", Json.object()));

        ask(asks, text("Sorry.")).succeeded();

        JsonNode results = claude.bodies("it").getLast().path("messages").path(2).path("content");
        assertThat(results.path(0).path("content").stringValue())
                .isEqualTo("Error: unexpected \"p\" in the expression");
        assertThat(results.path(1).path("content").stringValue())
                .isEqualTo("Error: there is no tool \"delete_all\"");
        assertThat(results.valueStream()).allMatch(r -> r.path("is_error").booleanValue());
    }

    @Test
    void arithmeticFollowsItsRules() throws Exception {
        Message asks =
                both(
                        both(sum("toolu_1", "2 ^ 3 ^ 2"), sum("toolu_2", "-2 ^ 2")),
                        both(sum("toolu_3", "7 % 4 * 1.5"), sum("toolu_4", "8 - 2 - -(1+1) / 4")));

        ask(asks, text("ok")).succeeded();

        JsonNode messages = claude.bodies("it").getLast().path("messages");
        assertThat(messages.path(2).path("content").valueStream())
                .extracting(result -> result.path("content").stringValue())
                .containsExactly("512", "-4", "4.5", "6.5");
    }

    @Test
    void turnsHaveAnEnd() throws Exception {
        Ended ended = agent.run(input(time("toolu_1")).put("max_turns", 3), KEY);

        assertThat(ended.failed(1).path("type").stringValue()).isEqualTo("too_many_turns");
        assertThat(claude.requests("it")).hasSize(3);
    }

    @Test
    void pausedTurnGoesOn() throws Exception {
        JsonNode output = ask(text("One, ").endedBy("pause_turn"), text("two.")).succeeded();

        assertThat(output.path("text").stringValue()).isEqualTo("One, two.");
        assertThat(claude.bodies("it").getLast().path("messages")).hasSize(2);
    }

    @Test
    void stopSequenceEndsAnAnswer() throws Exception {
        assertThat(ask(text("a").endedBy("stop_sequence")).succeeded().path("stop_reason"))
                .isEqualTo(Json.parse("\"stop_sequence\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_tokens", "model_context_window_exceeded"})
    void answerThatWasCutOffIsAFailureUnlessItIsAllowed(String reason) throws Exception {
        Message cut = text("Once upon a").endedBy(reason);

        JsonNode error = ask(cut).failed(1);
        JsonNode output = agent.run(input(cut).put("allow_truncated", true), KEY).succeeded();

        assertThat(error.path("type").stringValue()).isEqualTo("truncated");
        assertThat(error.path("message").stringValue()).contains(reason, "max_tokens 4096");
        assertThat(output.path("text").stringValue()).isEqualTo("Once upon a");
        assertThat(output.path("stop_reason").stringValue()).isEqualTo(reason);
    }

    @Test
    void refusalEndsWithItsReason() throws Exception {
        assertThat(
                        ask(text("I won't").refused("not that"))
                                .failed(77)
                                .path("message")
                                .stringValue())
                .isEqualTo("Claude refused to answer: not that");
    }

    @Test
    void unknownStopReasonIsAFailure() throws Exception {
        assertThat(ask(text("a").endedBy("odd")).failed(1).path("message").stringValue())
                .contains("\"odd\"");
    }

    @Test
    void withoutAKeyNoneIsSentAndTheFailureSaysSo() throws Exception {
        Ended ended = agent.run(input(text("fine")));

        assertThat(ended.failed(77).path("message").stringValue())
                .startsWith("401 authentication_error: x-api-key header is required")
                .contains("ANTHROPIC_API_KEY is not set", "request req_");
        assertThat(claude.requests("it").getFirst().headers()).doesNotContainKey("x-api-key");
    }

    private Ended ask(ClaudeReply... replies) throws Exception {
        return agent.run(input(replies), KEY);
    }

    private ObjectNode input(ClaudeReply... replies) {
        return Json.object().put("prompt", "Hi").put("base_url", claude.script("it", replies));
    }

    private static Message time(String id) {
        return toolUse(id, "current_time", Json.object());
    }

    private static Message sum(String id, String expression) {
        return toolUse(id, "calculate", Json.object().put("expression", expression));
    }

    private static JsonNode usage(String model, int input, int output) {
        return Json.object()
                .put("type", "usage")
                .put("model", model)
                .put("input_tokens", input)
                .put("output_tokens", output);
    }

    private static JsonNode result(JsonNode messages, int message, int block) {
        return messages.path(message).path("content").path(block).path("content");
    }
}
