package net.swarmstack.logs;

import net.swarmstack.model.Json;
import net.swarmstack.model.Timestamps;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.Optional;

/// A line of a log.
///
/// @param at when it was written, as well as Swarm knows
/// @param stream who wrote it: `stdout` and `stderr` are the agent's, `events` is what it reported
///   at `$SWARM_EVENTS`, `swarm` is Swarm's, `notify` a handler's
/// @param message the text, without its end of line
/// @param fields the whole object, where the writer wrote a JSON object that has a `msg`, or an
///   event
public record LogLine(Instant at, String stream, String message, Optional<ObjectNode> fields) {

    /// A line of text.
    public static LogLine text(Instant at, String stream, String message) {
        return new LogLine(at, stream, message, Optional.empty());
    }

    /// `{at, stream, msg, fields?}`. What an agent wrote stands below `fields`, so it can't change
    /// the time or the stream.
    ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.put("at", Timestamps.format(at));
        json.put("stream", stream);
        json.put("msg", message);
        fields.ifPresent(object -> json.set("fields", object));
        return json;
    }
}
