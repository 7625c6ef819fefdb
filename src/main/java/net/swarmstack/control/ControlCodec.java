package net.swarmstack.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import net.swarmstack.control.ControlRequest.Cancel;
import net.swarmstack.control.ControlRequest.Follow;
import net.swarmstack.control.ControlRequest.Resolve;
import net.swarmstack.control.ControlRequest.Stay;
import net.swarmstack.control.ControlRequest.Work;
import net.swarmstack.control.ServerLine.Answer;
import net.swarmstack.control.ServerLine.Ended;
import net.swarmstack.control.ServerLine.Reached;
import net.swarmstack.control.ServerLine.Refusal;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Json;
import net.swarmstack.model.JsonReading;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.stream.Stream;

/// Requests and answers as lines of JSON, without the end of the line.
///
/// A request names the version of the protocol, and has the keys of its kind and no others: a
/// process that left out what it does not know would do something else than it was asked.
final class ControlCodec {

    static final int VERSION = 1;

    /// Of a refusal's message, in characters; escaped, they are still less than a line may have.
    private static final int MAX_MESSAGE = 64 << 10;

    private ControlCodec() {}

    static byte[] encode(ControlRequest request) {
        return Json.compactBytes(tree(request));
    }

    private static ObjectNode tree(ControlRequest request) {
        ObjectNode tree = Json.object().put("v", VERSION);
        return switch (request) {
            case Cancel(var run) -> tree.put("do", "cancel").put("run", run.value());
            case Resolve(var run, var step, var verdict) -> {
                tree.put("do", "resolve").put("run", run.value()).put("step", step.value());
                tree.set("verdict", verdict);
                yield tree;
            }
            case Follow(var run) -> tree.put("do", "follow").put("run", run.value());
            case Work() -> tree.put("do", "work");
            case Stay() -> tree.put("do", "stay");
        };
    }

    /// The request in a line.
    ///
    /// @throws SwarmException `INVALID_INPUT` where it is none, `TOO_NEW` where it is of a later
    ///   version
    static ControlRequest request(byte[] line) {
        JsonNode tree =
                switch (Json.read(line)) {
                    case JsonReading.Value(var node) -> node;
                    case JsonReading.OverBound(var reason) -> throw malformed(reason);
                    case JsonReading.NoJson(var reason) -> throw malformed(reason);
                };
        requireVersion(tree);
        ControlRequest request =
                switch (text(tree, "do")) {
                    case "cancel" -> new Cancel(run(tree));
                    case "resolve" -> new Resolve(run(tree), step(tree), value(tree, "verdict"));
                    case "follow" -> new Follow(run(tree));
                    case "work" -> new Work();
                    case "stay" -> new Stay();
                    case String other ->
                            throw malformed("nothing is called " + Excerpt.quote(other));
                };
        if (tree.size() != tree(request).size()) {
            throw malformed("it has keys that do not belong to it");
        }
        return request;
    }

    private static void requireVersion(JsonNode tree) {
        JsonNode version = value(tree, "v");
        if (!version.isInt() || version.intValue() < 1) {
            throw malformed("\"v\" is no version");
        }
        if (version.intValue() != VERSION) {
            throw new SwarmException(
                    Code.TOO_NEW,
                    "the process that executes the run speaks version "
                            + VERSION
                            + " of the protocol, and was asked in version "
                            + version.intValue()
                            + ". Use the Swarm that it was started with.");
        }
    }

    private static RunId run(JsonNode tree) {
        String id = text(tree, "run");
        try {
            return new RunId(id);
        } catch (IllegalArgumentException e) {
            throw malformed("\"run\" is no id of a run");
        }
    }

    private static StepId step(JsonNode tree) {
        String id = text(tree, "step");
        try {
            return new StepId(id);
        } catch (IllegalArgumentException e) {
            throw malformed("\"step\" is no id of a step");
        }
    }

    private static String text(JsonNode tree, String key) {
        JsonNode value = value(tree, key);
        if (!value.isString()) {
            throw malformed(Excerpt.quote(key) + " is no text");
        }
        return value.stringValue();
    }

    private static JsonNode value(JsonNode tree, String key) {
        return tree.optional(key).orElseThrow(() -> malformed("it has no " + Excerpt.quote(key)));
    }

    /// @param reason without parts of the text
    static SwarmException malformed(String reason) {
        return new SwarmException(
                Code.INVALID_INPUT, "not a request to a running Swarm: " + reason);
    }

    static byte[] encode(ServerLine line) {
        ObjectNode tree = Json.object();
        switch (line) {
            case Answer(var ok) -> tree.put("ok", ok);
            case Refusal(var code, var message) ->
                    tree.putObject("error").put("code", code.name()).put("message", cut(message));
            case Reached(var seq) -> tree.put("seq", seq);
            case Ended(var status) -> tree.put("ended", status);
        }
        return Json.compactBytes(tree);
    }

    /// Half of a surrogate pair, which has no UTF-8, becomes a question mark.
    private static String cut(String message) {
        String cut =
                message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
        return Json.hasHalfPair(cut) ? new String(cut.getBytes(UTF_8), UTF_8) : cut;
    }

    /// What a process that executes runs said. A code that this version does not have is taken for
    /// `INTERNAL`.
    ///
    /// @throws SwarmException `INTERNAL` where it is nothing of the protocol
    static ServerLine answer(byte[] line) {
        if (!(Json.read(line) instanceof JsonReading.Value(var tree))) {
            throw foreign();
        }
        if (tree.path("ok").isBoolean()) {
            return new Answer(tree.path("ok").booleanValue());
        }
        if (tree.path("seq").canConvertToLong()) {
            return new Reached(tree.path("seq").longValue());
        }
        if (tree.path("ended").isString()) {
            return new Ended(tree.path("ended").stringValue());
        }
        JsonNode error = tree.path("error");
        if (error.path("code").isString() && error.path("message").isString()) {
            return new Refusal(
                    code(error.path("code").stringValue()), error.path("message").stringValue());
        }
        throw foreign();
    }

    private static Code code(String name) {
        return Stream.of(Code.values())
                .filter(code -> code.name().equals(name))
                .findAny()
                .orElse(Code.INTERNAL);
    }

    static SwarmException foreign() {
        return new SwarmException(
                Code.INTERNAL,
                "the process that executes the run answers in another language than Swarm's:"
                        + " is it another version?");
    }
}
