package net.swarmstack.testing;

import static net.swarmstack.testing.ClaudeReply.both;
import static net.swarmstack.testing.ClaudeReply.error;
import static net.swarmstack.testing.ClaudeReply.text;
import static net.swarmstack.testing.ClaudeReply.toolUse;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What tests of agents and of the gateway rely on.
final class ClaudeStandInTest {

    private static final String VERSION = "anthropic-version";

    private final ClaudeStandIn claude = ClaudeStandIn.start();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        claude.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x-api-key     | sk-ant-api03-stand-in        | 200",
                "authorization | Bearer sk-ant-api03-stand-in | 200",
                "x-api-key     | sk-ant-other                 | 401",
                "authorization | sk-ant-api03-stand-in        | 401",
                "x-other       | x                            | 401"
            })
    void keyIsTakenAsItselfOrAsABearer(String header, String value, int status) throws Exception {
        String base = claude.script("it", text("fine"));

        HttpResponse<String> response = post(base, request(), VERSION, "2023-06-01", header, value);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("request-id")).isPresent();
    }

    @Test
    void versionIsRequired() throws Exception {
        String base = claude.script("it", text("fine"));

        HttpResponse<String> response = post(base, request(), "x-api-key", ClaudeStandIn.KEY);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("anthropic-version: header is required");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model      |                                 | model: Field required",
                "max_tokens |                                 | max_tokens: Field required",
                "messages   |                                 | messages: Field required",
                "max_tokens | 0                               | max_tokens: Input should be greater",
                "messages   | []                              | messages: at least one message",
                "messages   | [{\"role\":\"user\"}]           | messages.0: all messages must have",
                "messages   | [{\"role\":\"me\"}]             | messages.0.role: Input should be",
                "extra      | 1                               | extra: Extra inputs are not",
                "tools      | [{\"name\":\"a\"}]              | tools.0.custom.input_schema"
            })
    void requestThatIsNotInOrderIsRefused(String field, String json, String message)
            throws Exception {
        ObjectNode request = request();
        request.remove(field);
        if (json != null) {
            request.set(field, Json.parse(json));
        }

        HttpResponse<String> response = post(claude.script("it", text("fine")), request);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Json.parse(response.body()).path("error").path("type").stringValue())
                .isEqualTo("invalid_request_error");
        assertThat(Json.parse(response.body()).path("error").path("message").stringValue())
                .startsWith(message);
    }

    @Test
    void useOfAToolMustBeAnswered() throws Exception {
        String base = claude.script("it", text("fine"));
        ObjectNode request = request();
        request.withArray("messages")
                .addObject()
                .put("role", "assistant")
                .putArray("content")
                .add(toolUse("toolu_1", "a", Json.object()).content().getFirst());
        int open = post(base, request).statusCode();
        request.withArray("messages")
                .addObject()
                .put("role", "user")
                .putArray("content")
                .addObject()
                .put("type", "tool_result")
                .put("tool_use_id", "toolu_1");

        int answered = post(base, request).statusCode();

        assertThat(open).isEqualTo(400);
        assertThat(answered).isEqualTo(200);
    }

    @Test
    void scriptIsFollowedAndItsLastReplyRepeated() throws Exception {
        String base = claude.script("it", error(529).with("retry-after", "2"), text("fine"));

        List<HttpResponse<String>> responses =
                List.of(post(base, request()), post(base, request()), post(base, request()));

        assertThat(responses).extracting(HttpResponse::statusCode).containsExactly(529, 200, 200);
        assertThat(responses.getFirst().headers().firstValue("retry-after")).hasValue("2");
        assertThat(claude.requests("it")).hasSize(3);
    }

    @Test
    void streamTellsTheSameMessage() throws Exception {
        ObjectNode input = Json.object().put("expression", "6 * 7 😀");
        String base = claude.script("it", both(text("Grüße"), toolUse("toolu_1", "sum", input)));

        List<JsonNode> events = events(post(base, request().put("stream", true)));

        assertThat(events)
                .extracting(event -> event.path("type").stringValue())
                .containsExactly(
                        "message_start",
                        "ping",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(deltas(events, 0, "text")).isEqualTo("Grüße");
        assertThat(Json.parse(deltas(events, 1, "partial_json"))).isEqualTo(input);
        assertThat(events.get(10).path("delta").path("stop_reason").stringValue())
                .isEqualTo("tool_use");
        assertThat(events.get(10).path("usage").path("output_tokens").intValue()).isEqualTo(7);
    }

    @Test
    void streamMayBreakInTheMiddle() throws Exception {
        String base = claude.script("it", new ClaudeReply.Broken(text("Hello"), error(529)));

        List<JsonNode> events = events(post(base, request().put("stream", true)));

        assertThat(deltas(events, 0, "text")).isEqualTo("Hello");
        assertThat(events.getLast().path("error").path("type").stringValue())
                .isEqualTo("overloaded_error");
        assertThat(post(base, request()).statusCode()).isEqualTo(529);
    }

    private HttpResponse<String> post(String base, ObjectNode body, String... headers)
            throws Exception {
        String[] all =
                headers.length > 0
                        ? headers
                        : new String[] {VERSION, "2023-06-01", "x-api-key", ClaudeStandIn.KEY};
        var request =
                HttpRequest.newBuilder(URI.create(base + "/v1/messages"))
                        .header("content-type", "application/json")
                        .headers(all)
                        .POST(BodyPublishers.ofString(Json.compact(body)))
                        .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static ObjectNode request() {
        ObjectNode request = Json.object().put("model", "claude-x").put("max_tokens", 16);
        request.putArray("messages").addObject().put("role", "user").put("content", "Hi");
        return request;
    }

    private static List<JsonNode> events(HttpResponse<String> response) {
        var events = new ArrayList<JsonNode>();
        for (String event : response.body().split("\n\n")) {
            List<String> lines = event.lines().toList();
            JsonNode data = Json.parse(lines.get(1).substring("data: ".length()));
            assertThat(lines.getFirst()).isEqualTo("event: " + data.path("type").stringValue());
            events.add(data);
        }
        return events;
    }

    private static String deltas(List<JsonNode> events, int index, String field) {
        return events.stream()
                .filter(event -> event.path("type").stringValue("").equals("content_block_delta"))
                .filter(event -> event.path("index").intValue() == index)
                .map(event -> event.path("delta").path(field).stringValue(""))
                .collect(Collectors.joining());
    }
}
