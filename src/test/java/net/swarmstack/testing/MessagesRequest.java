package net.swarmstack.testing;

import static java.util.stream.Collectors.toSet;

import net.swarmstack.model.Json;
import net.swarmstack.testing.ClaudeReply.Failure;
import net.swarmstack.testing.StandInServer.Received;

import tools.jackson.databind.JsonNode;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Why the Messages API refuses a request, in its words.
final class MessagesRequest {

    private static final Set<String> FIELDS =
            Set.of(
                    "model",
                    "max_tokens",
                    "messages",
                    "system",
                    "tools",
                    "tool_choice",
                    "metadata",
                    "stop_sequences",
                    "stream",
                    "temperature",
                    "thinking");

    private MessagesRequest() {}

    /// @param key the only one that is taken; without one, none is asked for
    static Optional<Failure> refusal(Received request, Optional<String> key) {
        if (!request.method().equals("POST")) {
            return Optional.of(error(405, "Method Not Allowed"));
        }
        if (key.isPresent() && !isAuthorised(request.headers(), key.get())) {
            return Optional.of(error(401, unauthorised(request.headers())));
        }
        return invalid(request).map(message -> error(400, message));
    }

    private static boolean isAuthorised(Map<String, String> headers, String key) {
        return key.equals(headers.get("x-api-key"))
                || ("Bearer " + key).equals(headers.get("authorization"));
    }

    private static String unauthorised(Map<String, String> headers) {
        if (headers.containsKey("x-api-key")) {
            return "invalid x-api-key";
        }
        return headers.containsKey("authorization")
                ? "Invalid bearer token"
                : "x-api-key header is required";
    }

    private static Failure error(int status, String message) {
        Failure failure = ClaudeReply.error(status);
        return new Failure(status, failure.type(), message, Map.of(), Optional.empty());
    }

    private static Optional<String> invalid(Received request) {
        if (!request.headers().containsKey("anthropic-version")) {
            return Optional.of("anthropic-version: header is required");
        }
        if (!request.headers().getOrDefault("content-type", "").startsWith("application/json")) {
            return Optional.of("content-type: expected application/json");
        }
        try {
            return invalid(Json.parse(request.body()));
        } catch (IllegalArgumentException e) {
            return Optional.of("The request body is not valid JSON: " + e.getMessage());
        }
    }

    private static Optional<String> invalid(JsonNode body) {
        for (String field : new String[] {"model", "max_tokens", "messages"}) {
            if (!body.has(field)) {
                return Optional.of(field + ": Field required");
            }
        }
        for (String field : body.propertyNames()) {
            if (!FIELDS.contains(field)) {
                return Optional.of(field + ": Extra inputs are not permitted");
            }
        }
        if (!body.get("model").isString()) {
            return Optional.of("model: Input should be a valid string");
        }
        if (!body.get("max_tokens").isInt() || body.get("max_tokens").intValue() < 1) {
            return Optional.of("max_tokens: Input should be greater than or equal to 1");
        }
        if (body.has("system") && !body.get("system").isString() && !body.get("system").isArray()) {
            return Optional.of("system: Input should be a valid string");
        }
        return invalidTools(body.path("tools")).or(() -> invalidMessages(body.get("messages")));
    }

    private static Optional<String> invalidTools(JsonNode tools) {
        for (int i = 0; i < tools.size(); i++) {
            boolean isOurs = !tools.get(i).has("type");
            if (!tools.get(i).path("name").stringValue("").matches("[a-zA-Z0-9_-]{1,128}")) {
                return Optional.of("tools." + i + ".custom.name: String should match pattern");
            }
            JsonNode schema = tools.get(i).path("input_schema");
            if (isOurs && !schema.path("type").stringValue("").equals("object")) {
                return Optional.of("tools." + i + ".custom.input_schema.type: Field required");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> invalidMessages(JsonNode messages) {
        if (!messages.isArray() || messages.isEmpty()) {
            return Optional.of("messages: at least one message is required");
        }
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            String role = message.path("role").stringValue("");
            if (!role.equals("user") && !role.equals("assistant")) {
                return Optional.of(
                        "messages." + i + ".role: Input should be 'user' or 'assistant'");
            }
            JsonNode content = message.path("content");
            if (content.isEmpty() && content.stringValue("").isEmpty()) {
                return Optional.of("messages." + i + ": all messages must have non-empty content");
            }
            Set<String> used = ids(content, "tool_use", "id");
            Set<String> answered =
                    ids(messages.path(i + 1).path("content"), "tool_result", "tool_use_id");
            if (!answered.equals(used)) {
                return Optional.of(
                        "messages.%d: `tool_use` ids %s do not match `tool_result` blocks %s"
                                .formatted(i, used, answered));
            }
        }
        return Optional.empty();
    }

    private static Set<String> ids(JsonNode content, String type, String key) {
        return content.valueStream()
                .filter(block -> block.path("type").stringValue("").equals(type))
                .map(block -> block.path(key).stringValue(""))
                .collect(toSet());
    }
}
