package net.swarmstack.testing;

import net.swarmstack.model.Json;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;

/// A message of texts and tool uses as the server-sent events in which the API streams it, each
/// with its blank line.
final class MessageStream {

    private final List<String> events = new ArrayList<>();

    private MessageStream() {}

    /// The whole message.
    static List<String> of(ObjectNode message) {
        var stream = new MessageStream();
        stream.start(message);
        List<JsonNode> content = message.path("content").valueStream().toList();
        for (int i = 0; i < content.size(); i++) {
            stream.block(i, content.get(i));
        }
        stream.end(message);
        return stream.events;
    }

    /// The beginning of a message, with part of its first block, and then an error.
    ///
    /// @param error as the API writes it
    static List<String> broken(ObjectNode message, ObjectNode error) {
        var stream = new MessageStream();
        stream.start(message);
        stream.block(0, message.path("content").path(0));
        stream.events.removeLast();
        stream.event(error);
        return stream.events;
    }

    private void start(ObjectNode message) {
        ObjectNode started = message.deepCopy();
        started.putArray("content");
        started.putNull("stop_reason");
        started.withObject("usage").put("output_tokens", 1);
        ObjectNode event = Json.object().put("type", "message_start");
        event.set("message", started);
        event(event);
        event(Json.object().put("type", "ping"));
    }

    private void block(int index, JsonNode block) {
        ObjectNode empty = (ObjectNode) block.deepCopy();
        boolean isToolUse = block.has("input");
        if (isToolUse) {
            empty.putObject("input");
        } else {
            empty.put("text", "");
        }
        ObjectNode start = Json.object().put("type", "content_block_start").put("index", index);
        start.set("content_block", empty);
        event(start);
        String whole =
                isToolUse ? Json.compact(block.get("input")) : block.path("text").stringValue("");
        int middle = whole.offsetByCodePoints(0, whole.codePointCount(0, whole.length()) / 2);
        for (String part : List.of(whole.substring(0, middle), whole.substring(middle))) {
            ObjectNode delta = Json.object().put("type", "content_block_delta").put("index", index);
            delta.putObject("delta")
                    .put("type", isToolUse ? "input_json_delta" : "text_delta")
                    .put(isToolUse ? "partial_json" : "text", part);
            event(delta);
        }
        event(Json.object().put("type", "content_block_stop").put("index", index));
    }

    private void end(ObjectNode message) {
        ObjectNode delta = Json.object().put("type", "message_delta");
        delta.putObject("delta")
                .put("stop_reason", message.path("stop_reason").stringValue(""))
                .putNull("stop_sequence");
        delta.set("usage", message.get("usage").deepCopy());
        event(delta);
        event(Json.object().put("type", "message_stop"));
    }

    private void event(ObjectNode data) {
        events.add(
                "event: %s\ndata: %s\n\n"
                        .formatted(data.path("type").stringValue(""), Json.compact(data)));
    }
}
