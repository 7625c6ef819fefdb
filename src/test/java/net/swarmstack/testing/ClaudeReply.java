package net.swarmstack.testing;

import net.swarmstack.model.Json;
import net.swarmstack.testing.StandInServer.Reply;

import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What [ClaudeStandIn] answers to a request that is in order.
public sealed interface ClaudeReply {

    /// A message of the model.
    ///
    /// @param content its blocks, as they are sent
    /// @param stopReason one of the API's, or one to come
    /// @param extra further fields of the message
    record Message(List<ObjectNode> content, String stopReason, Usage usage, ObjectNode extra)
            implements ClaudeReply {

        /// The same with other tokens.
        public Message withUsage(Usage other) {
            return new Message(content, stopReason, other, extra);
        }

        /// The same, ended by something else.
        public Message endedBy(String other) {
            return new Message(content, other, usage, extra);
        }

        /// The same, refused.
        ///
        /// @param explanation what the API says about it
        public Message refused(String explanation) {
            ObjectNode details = Json.object();
            details.putObject("stop_details")
                    .put("type", "refusal")
                    .put("explanation", explanation);
            return new Message(content, "refusal", usage, details);
        }
    }

    /// An error in the form of the API.
    ///
    /// @param headers beside those of every answer
    /// @param errorCode `error.details.error_code`
    record Failure(
            int status,
            String type,
            String message,
            Map<String, String> headers,
            Optional<String> errorCode)
            implements ClaudeReply {

        /// The same with a header more.
        public Failure with(String header, String value) {
            var all = new TreeMap<>(headers);
            all.put(header, value);
            return new Failure(status, type, message, all, errorCode);
        }

        /// The same with a code.
        public Failure withCode(String code) {
            return new Failure(status, type, message, headers, Optional.of(code));
        }
    }

    /// A failure that comes in the middle of a message where that is streamed, else instead of it.
    record Broken(Message message, Failure failure) implements ClaudeReply {}

    /// What the API does not mean to do: slow and cut connections, redirects.
    record Raw(Reply reply) implements ClaudeReply {}

    /// Tokens of one call.
    record Usage(int input, int cacheCreation, int cacheRead, int output) {}

    /// A whole answer of these blocks of text.
    static Message text(String... blocks) {
        return message(
                Stream.of(blocks)
                        .map(text -> Json.object().put("type", "text").put("text", text))
                        .toList(),
                "end_turn");
    }

    /// A message that wants a tool used.
    ///
    /// @param id the tool use's, as `toolu_1`
    static Message toolUse(String id, String name, ObjectNode input) {
        ObjectNode block = Json.object().put("type", "tool_use").put("id", id).put("name", name);
        block.set("input", input);
        return message(List.of(block), "tool_use");
    }

    /// The blocks of one message after those of another, ended as that is.
    static Message both(Message first, Message second) {
        var content = new ArrayList<>(first.content());
        content.addAll(second.content());
        return message(content, second.stopReason());
    }

    /// An error with the type that the API gives this status.
    static Failure error(int status) {
        String type =
                switch (status) {
                    case 401 -> "authentication_error";
                    case 403 -> "permission_error";
                    case 404 -> "not_found_error";
                    case 413 -> "request_too_large";
                    case 429 -> "rate_limit_error";
                    case 529 -> "overloaded_error";
                    default -> status >= 500 ? "api_error" : "invalid_request_error";
                };
        return new Failure(status, type, "as scripted", Map.of(), Optional.empty());
    }

    private static Message message(List<ObjectNode> content, String stopReason) {
        return new Message(content, stopReason, new Usage(12, 0, 0, 7), Json.object());
    }
}
