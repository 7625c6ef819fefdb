package net.swarmstack.bundled;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.bundled.NodeAgent.Ended;
import net.swarmstack.model.Json;
import net.swarmstack.testing.StandInServer;
import net.swarmstack.testing.StandInServer.Received;
import net.swarmstack.testing.StandInServer.Reply;

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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The template `http-fetch-agent`.
final class HttpFetchAgentTest {

    private static final Reply FINE = new Reply.Answer(200, Map.of(), "fine");

    @TempDir Path folder;
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private NodeAgent agent;
    private StandInServer web;

    @BeforeEach
    void start() throws IOException {
        agent = new NodeAgent("http-fetch-agent", folder);
        web = StandInServer.start(request -> replies.get(request.path()));
    }

    @AfterEach
    void stop() {
        web.close();
    }

    @Test
    void answerIsGivenWithItsStatusHeadersAndBody() throws Exception {
        var headers = Map.of("Content-Type", "text/plain", "X-Kind", "test");

        JsonNode output = fetch(new Reply.Answer(201, headers, "Grüße 😀")).succeeded();

        assertThat(output.path("status").intValue()).isEqualTo(201);
        assertThat(output.path("headers").path("x-kind").stringValue()).isEqualTo("test");
        assertThat(output.path("body").stringValue()).isEqualTo("Grüße 😀");
        assertThat(output.path("truncated").booleanValue()).isFalse();
        assertThat(output.has("json")).isFalse();
        assertThat(output.path("duration_ms").intValue()).isNotNegative();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json; charset=utf-8", "application/problem+json"})
    void jsonIsParsedWhereTheServerCallsItSo(String type) throws Exception {
        JsonNode output = fetch(answer(type, "{\"a\":[1,2]}")).succeeded();

        assertThat(output.path("json")).isEqualTo(Json.parse("{\"a\":[1,2]}"));
        assertThat(output.path("body").stringValue()).isEqualTo("{\"a\":[1,2]}");
    }

    @Test
    void brokenJsonIsText() throws Exception {
        JsonNode output = fetch(answer("application/json", "{\"a\":")).succeeded();

        assertThat(output.path("body").stringValue()).isEqualTo("{\"a\":");
        assertThat(output.has("json")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 500})
    void errorOfTheServerIsAResult(int status) throws Exception {
        assertThat(fetch(new Reply.Answer(status, Map.of(), "no")).succeeded().path("status"))
                .isEqualTo(Json.parse("" + status));
    }

    @Test
    void requestIsSentAsItWasGiven() throws Exception {
        ObjectNode input = input(FINE).put("method", "post").put("body", "a=b");
        input.putObject("headers").put("content-type", "application/x-www-form-urlencoded");

        agent.run(input).succeeded();

        Received received = web.received().getFirst();
        assertThat(received.method()).isEqualTo("POST");
        assertThat(received.body()).isEqualTo("a=b");
        assertThat(received.headers())
                .containsEntry("content-type", "application/x-www-form-urlencoded");
    }

    @Test
    void bodyThatIsNoTextIsSentAsJson() throws Exception {
        ObjectNode input = input(FINE).put("method", "PUT");
        input.putObject("body").put("a", 1);

        agent.run(input).succeeded();

        assertThat(web.received().getFirst().body()).isEqualTo("{\"a\":1}");
        assertThat(web.received().getFirst().headers())
                .containsEntry("content-type", "application/json");
    }

    @Test
    void endlessBodyIsCutAtItsBound() throws Exception {
        ObjectNode input = input(new Reply.Endless("0123456789".repeat(100)));

        JsonNode output = agent.run(input.put("max_bytes", 1234)).succeeded();

        assertThat(output.path("body").stringValue()).hasSize(1234).endsWith("0123");
        assertThat(output.path("truncated").booleanValue()).isTrue();
    }

    @Test
    void bodyOfJustTheBoundIsWhole() throws Exception {
        JsonNode output = agent.run(input(FINE).put("max_bytes", 4)).succeeded();

        assertThat(output.path("body").stringValue()).isEqualTo("fine");
        assertThat(output.path("truncated").booleanValue()).isFalse();
    }

    @Test
    void characterThatTheBoundCutsInTwoIsLeftOut() throws Exception {
        JsonNode output =
                agent.run(input(answer("application/json", "\"€€\"")).put("max_bytes", 5))
                        .succeeded();

        assertThat(output.path("body").stringValue()).isEqualTo("\"€");
    }

    @Test
    void bodyThatWasCutIsNoJsonEvenWhereItLooksSo() throws Exception {
        JsonNode output =
                agent.run(input(answer("application/json", "12345")).put("max_bytes", 3))
                        .succeeded();

        assertThat(output.path("body").stringValue()).isEqualTo("123");
        assertThat(output.has("json")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://127.0.0.1/x",
                "file:///etc/passwd",
                "http://u:p@127.0.0.1/",
                "no url"
            })
    void urlThatIsNotHttpIsBadInput(String url) throws Exception {
        Ended ended = agent.run(Json.object().put("url", url));

        assertThat(ended.failed(65).path("message").stringValue())
                .startsWith("url: ")
                .doesNotContain("u:p");
    }

    @Test
    void headerThatIsNoneIsBadInputAndItsValueIsNotShown() throws Exception {
        ObjectNode input = input(FINE);
        input.putObject("headers").put("authorization", "secret\nX: y");

        Ended ended = agent.run(input);

        ended.failed(65);
        assertThat(ended.err()).contains("\"authorization\"").doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "GET"})
    void requestThatCanNotBeIsBadInput(String method) throws Exception {
        Ended ended = agent.run(input(FINE).put("method", method).put("body", "b"));

        assertThat(ended.failed(65).path("message").stringValue()).startsWith(method + ": ");
    }

    @Test
    void portThatIsNeverFetchedIsBadInput() throws Exception {
        agent.run(Json.object().put("url", "http://127.0.0.1:25/")).failed(65);
    }

    @Test
    void lateAnswerIsRetryable() throws Exception {
        for (Reply late :
                List.of(new Reply.Silence(), new Reply.Slow(Duration.ofMinutes(1), FINE))) {
            Ended ended = agent.run(input(late).put("timeout_ms", 100));

            assertThat(ended.failed(75).path("message").stringValue())
                    .isEqualTo(web.url("/it") + ": no whole answer within 100 ms");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "the beginning"})
    void cutConnectionIsRetryable(String sent) throws Exception {
        assertThat(fetch(new Reply.Cut(sent)).failed(75).path("type").stringValue())
                .isEqualTo("connection");
    }

    @Test
    void serverThatIsNotThereIsARetryableFailure() throws Exception {
        ObjectNode input = input(FINE);
        input.put("url", input.path("url").stringValue() + "?token=secret");
        web.close();

        Ended ended = agent.run(input);

        assertThat(ended.failed(75).path("message").stringValue()).contains("ECONNREFUSED");
        assertThat(ended.err()).doesNotContain("secret");
    }

    private Ended fetch(Reply reply) throws Exception {
        return agent.run(input(reply));
    }

    private ObjectNode input(Reply reply) {
        replies.put("/it", reply);
        return Json.object().put("url", web.url("/it"));
    }

    private static Reply answer(String type, String body) {
        return new Reply.Answer(200, Map.of("content-type", type), body);
    }
}
