package net.swarmstack.testing;

import net.swarmstack.model.Json;
import net.swarmstack.testing.StandInServer.Received;
import net.swarmstack.testing.StandInServer.Reply;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands in for Claude's Messages API, streamed or not: checks requests as the API does, then
/// answers by a script. There may be several scripts at once, each with a base URL of its own, so
/// that one run of a workflow can have many conversations.
public final class ClaudeStandIn implements AutoCloseable {

    /// The key that one with keys takes.
    public static final String KEY = "sk-ant-api03-stand-in";

    private static final String PATH = "/v1/messages";

    private final Map<String, Deque<ClaudeReply>> scripts = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final Optional<String> key;
    private final StandInServer server;

    private ClaudeStandIn(Optional<String> key) {
        this.key = key;
        this.server = StandInServer.start(this::answer);
    }

    /// One that takes [#KEY] alone, as `x-api-key` or as a bearer.
    public static ClaudeStandIn start() {
        return new ClaudeStandIn(Optional.of(KEY));
    }

    /// One that asks for no key, as a local gateway.
    public static ClaudeStandIn withoutKeys() {
        return new ClaudeStandIn(Optional.empty());
    }

    /// Adds a script; the last of its replies is given for ever.
    ///
    /// @param name letters and hyphens
    /// @return the base URL at which it is answered by
    public String script(String name, ClaudeReply... replies) {
        scripts.put(name, new ArrayDeque<>(List.of(replies)));
        return server.url("/" + name);
    }

    /// What stands before the slash and the name of each script.
    public String url() {
        return server.url("");
    }

    /// The requests that a script got, those in order and those not.
    public List<Received> requests(String script) {
        return server.received().stream()
                .filter(request -> request.path().startsWith("/" + script + "/"))
                .toList();
    }

    /// The bodies of these requests.
    public List<JsonNode> bodies(String script) {
        return requests(script).stream().map(request -> Json.parse(request.body())).toList();
    }

    @Override
    public void close() {
        server.close();
    }

    private Reply answer(Received request) {
        String id = "%024d".formatted(ids.incrementAndGet());
        String script = request.path().split("/", -1)[1];
        if (!request.path().equals("/" + script + PATH) || !scripts.containsKey(script)) {
            return failure(ClaudeReply.error(404), id);
        }
        Optional<ClaudeReply.Failure> refusal = MessagesRequest.refusal(request, key);
        return refusal.map(failure -> failure(failure, id))
                .orElseGet(() -> reply(next(script), Json.parse(request.body()), id));
    }

    private ClaudeReply next(String script) {
        Deque<ClaudeReply> replies = scripts.get(script);
        synchronized (replies) {
            return replies.size() > 1 ? replies.remove() : replies.element();
        }
    }

    private static Reply reply(ClaudeReply reply, JsonNode request, String id) {
        boolean isStreamed = request.path("stream").booleanValue(false);
        return switch (reply) {
            case ClaudeReply.Message message -> {
                ObjectNode body = body(message, request, id);
                yield isStreamed
                        ? stream(MessageStream.of(body), id)
                        : json(200, Map.of(), body, id);
            }
            case ClaudeReply.Broken(var message, var failure) ->
                    isStreamed
                            ? stream(
                                    MessageStream.broken(
                                            body(message, request, id), body(failure, id)),
                                    id)
                            : failure(failure, id);
            case ClaudeReply.Failure failure -> failure(failure, id);
            case ClaudeReply.Raw(var raw) -> raw;
        };
    }

    private static ObjectNode body(ClaudeReply.Message message, JsonNode request, String id) {
        ObjectNode body =
                Json.object()
                        .put("id", "msg_" + id)
                        .put("type", "message")
                        .put("role", "assistant");
        body.set("model", request.get("model"));
        message.content().forEach(body.withArray("content")::add);
        body.put("stop_reason", message.stopReason()).putNull("stop_sequence");
        body.setAll(message.extra());
        body.putObject("usage")
                .put("input_tokens", message.usage().input())
                .put("cache_creation_input_tokens", message.usage().cacheCreation())
                .put("cache_read_input_tokens", message.usage().cacheRead())
                .put("output_tokens", message.usage().output())
                .put("service_tier", "standard");
        return body;
    }

    private static ObjectNode body(ClaudeReply.Failure failure, String id) {
        ObjectNode body = Json.object().put("type", "error");
        ObjectNode error = body.putObject("error");
        error.put("type", failure.type()).put("message", failure.message());
        failure.errorCode().ifPresent(code -> error.putObject("details").put("error_code", code));
        return body.put("request_id", "req_" + id);
    }

    private static Reply failure(ClaudeReply.Failure failure, String id) {
        return json(failure.status(), failure.headers(), body(failure, id), id);
    }

    private static Reply json(int status, Map<String, String> headers, ObjectNode body, String id) {
        var all = new TreeMap<>(headers);
        all.put("content-type", "application/json");
        all.put("request-id", "req_" + id);
        return new Reply.Answer(status, all, Json.compact(body));
    }

    private static Reply stream(List<String> events, String id) {
        return new Reply.Stream(
                Map.of(
                        "content-type",
                        "text/event-stream; charset=utf-8",
                        "cache-control",
                        "no-cache",
                        "request-id",
                        "req_" + id),
                events);
    }
}
