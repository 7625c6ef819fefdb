package net.swarmstack.bundled;

import static net.swarmstack.testing.ClaudeReply.error;
import static net.swarmstack.testing.ClaudeReply.text;
import static net.swarmstack.testing.ClaudeReply.toolUse;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.bundled.NodeAgent.Ended;
import net.swarmstack.model.Json;
import net.swarmstack.testing.ClaudeReply;
import net.swarmstack.testing.ClaudeReply.Raw;
import net.swarmstack.testing.ClaudeStandIn;
import net.swarmstack.testing.StandInServer;
import net.swarmstack.testing.StandInServer.Reply;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The template `claude-agent`: what it tries again, and how it ends where that does not help.
final class ClaudeAgentRetryTest {

    @TempDir Path folder;
    private NodeAgent agent;
    private ClaudeStandIn claude;

    @BeforeEach
    void start() throws IOException {
        agent = new NodeAgent("claude-agent", folder);
        claude = ClaudeStandIn.withoutKeys();
    }

    @AfterEach
    void stop() {
        claude.close();
    }

    @Test
    void whatMayPassIsTriedAgain() throws Exception {
        assertTriedAgain(
                soon(408),
                soon(409),
                soon(429),
                soon(500),
                soon(529),
                error(503).with("retry-after", "0"),
                error(503).with("retry-after", "3600").with("retry-after-ms", "0"),
                error(503).with("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT"),
                soon(400).with("x-should-retry", "true"),
                soon(429).withCode("a_spend_limit_reached").with("x-should-retry", "true"));
    }

    @Test
    void connectionThatEndsEarlyIsTriedAgain() throws Exception {
        assertTriedAgain(
                new Raw(new Reply.Cut("")),
                new Raw(new Reply.Cut("{\"type\":\"message\",")),
                new Raw(new Reply.Answer(200, Map.of(), "<html>")));
    }

    /// In one conversation, in which each failure comes before an answer that leads to the next.
    private void assertTriedAgain(ClaudeReply... failures) throws Exception {
        var replies = new ArrayList<ClaudeReply>();
        for (ClaudeReply failure : failures) {
            replies.add(failure);
            replies.add(toolUse("toolu_" + replies.size(), "current_time", Json.object()));
        }
        replies.add(text("fine"));

        Ended ended =
                agent.run(
                        input(replies.toArray(ClaudeReply[]::new))
                                .put("max_turns", failures.length + 1));

        assertThat(ended.succeeded().path("text").stringValue()).isEqualTo("fine");
        List<JsonNode> bodies = claude.bodies("it");
        assertThat(bodies).hasSize(2 * failures.length + 1);
        for (int i = 0; i < failures.length; i++) {
            assertThat(bodies.get(2 * i + 1)).isEqualTo(bodies.get(2 * i));
        }
    }

    static Stream<Arguments> whatIsFinal() {
        return Stream.of(
                Arguments.of(error(400), 65),
                Arguments.of(error(401), 77),
                Arguments.of(error(403), 77),
                Arguments.of(error(404), 65),
                Arguments.of(error(413), 65),
                Arguments.of(soon(429).withCode("organization_spend_limit_reached"), 65),
                Arguments.of(soon(429).with("x-should-retry", "false"), 65),
                Arguments.of(soon(500).with("x-should-retry", "false"), 1));
    }

    @ParameterizedTest
    @MethodSource("whatIsFinal")
    void whatIsFinalIsNotTriedAgain(ClaudeReply.Failure failure, int exit) throws Exception {
        Ended ended = agent.run(input(failure, text("fine")));

        assertThat(ended.failed(exit).path("message").stringValue())
                .startsWith(failure.status() + " " + failure.type() + ": as scripted");
        assertThat(claude.requests("it")).hasSize(1);
    }

    @Test
    void afterTwoRetriesItEndsRetryable() throws Exception {
        Ended ended = agent.run(input(soon(529)));

        assertThat(ended.failed(75).path("type").stringValue()).isEqualTo("overloaded_error");
        assertThat(claude.requests("it")).hasSize(3);
    }

    @Test
    void whoIsToldToWaitForLongEndsAtOnce() throws Exception {
        Ended ended = agent.run(input(error(429).with("retry-after", "3600")));

        ended.failed(75);
        assertThat(claude.requests("it")).hasSize(1);
    }

    @Test
    void silenceEndsAtItsTimeAndIsTriedAgain() throws Exception {
        Raw silence = new Raw(new Reply.Silence());

        Ended ended = agent.run(input(silence, text("fine")).put("timeout_ms", 500));

        assertThat(ended.succeeded().path("text").stringValue()).isEqualTo("fine");
        assertThat(ended.err()).contains("no answer within 500 ms");
    }

    @Test
    void serverThatIsNotThereIsARetryableFailure() throws Exception {
        ObjectNode input = input(text("fine"));
        claude.close();

        Ended ended = agent.run(input);

        assertThat(ended.failed(75).path("message").stringValue())
                .startsWith("can't talk to 127.0.0.1:")
                .contains("ECONNREFUSED");
    }

    @Test
    void keyDoesNotFollowARedirect() throws Exception {
        try (var other = StandInServer.start(_ -> new Reply.Answer(200, Map.of(), "{}"))) {
            var redirect = Map.of("location", other.url("/v1/messages"));

            Ended ended =
                    agent.run(
                            input(new Raw(new Reply.Answer(307, redirect, ""))),
                            Map.of("ANTHROPIC_API_KEY", ClaudeStandIn.KEY));

            assertThat(ended.failed(1).path("type").stringValue()).isEqualTo("http_307");
            assertThat(other.received()).isEmpty();
        }
    }

    @Test
    void brokenKeyIsNotShown() throws Exception {
        Ended ended = agent.run(input(text("fine")), Map.of("ANTHROPIC_API_KEY", "sk-one\nsk-two"));

        ended.failed(78);
        assertThat(ended.err()).doesNotContain("sk-");
        assertThat(ended.output().toString()).doesNotContain("sk-");
    }

    private ObjectNode input(ClaudeReply... replies) {
        return Json.object().put("prompt", "Hi").put("base_url", claude.script("it", replies));
    }

    private static ClaudeReply.Failure soon(int status) {
        return error(status).with("retry-after-ms", "1");
    }
}
