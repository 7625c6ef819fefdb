package net.swarmstack.step;

import net.swarmstack.definition.AgentManifest;
import net.swarmstack.definition.Fields;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.JsonReading;
import net.swarmstack.sandbox.TakenFile;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// What an agent that ended well gave: what it wrote to `$SWARM_OUTPUT`, else its stdout; then what
/// the manifest demands of it.
final class OutputReader {

    /// The largest file that is read, in bytes; the compact form is bounded by the manifest.
    static final int MAX_FILE_BYTES = Json.MAX_DOCUMENT_BYTES;

    private final AgentManifest manifest;
    private final AttemptLog log;

    OutputReader(AgentManifest manifest, AttemptLog log) {
        this.manifest = manifest;
        this.log = log;
    }

    /// The outputs.
    ///
    /// @param file what is at `$SWARM_OUTPUT`
    Result read(TakenFile file, byte[] stdout) {
        return switch (file) {
            case TakenFile.Absent() -> fromStdout(stdout);
            case TakenFile.Content(var bytes) -> fromFile(bytes);
            case TakenFile.NotAFile(var what) ->
                    bad("$SWARM_OUTPUT is " + what + ": expected a plain file");
            case TakenFile.TooLarge(var size) ->
                    failed(
                            Failure.Type.OUTPUT_TOO_LARGE,
                            "$SWARM_OUTPUT has %,d bytes, more than %,d"
                                    .formatted(size, MAX_FILE_BYTES));
        };
    }

    private Result fromFile(byte[] bytes) {
        return switch (Json.read(bytes)) {
            case JsonReading.Value(var value) -> check(value);
            case JsonReading.OverBound(var reason) -> overBound("$SWARM_OUTPUT", reason);
            case JsonReading.NoJson(var reason) ->
                    bad("$SWARM_OUTPUT is not one JSON value: " + reason);
        };
    }

    private Result fromStdout(byte[] stdout) {
        return switch (Json.read(stdout)) {
            case JsonReading.Value(var value) -> check(value);
            case JsonReading.OverBound(var reason) -> overBound("stdout", reason);
            case JsonReading.NoJson(var _) ->
                    check(Json.object().put("text", new String(stdout, StandardCharsets.UTF_8)));
        };
    }

    private static Result overBound(String source, String reason) {
        return bad(source + " is JSON beyond what Swarm takes: " + reason);
    }

    private Result check(JsonNode value) {
        ObjectNode outputs = value instanceof ObjectNode object ? object : wrapped(value);
        int limit = manifest.limits().outputBytes();
        int size = Json.compactBytes(outputs).length;
        if (size > limit) {
            return failed(
                    Failure.Type.OUTPUT_TOO_LARGE,
                    "the output takes %,d bytes as compact JSON, more than %,d"
                            .formatted(size, limit));
        }
        return declared(outputs);
    }

    private static ObjectNode wrapped(JsonNode value) {
        ObjectNode object = Json.object();
        object.set("result", value);
        return object;
    }

    /// The outputs with what is declared, defaults put in, and nothing else.
    private Result declared(ObjectNode outputs) {
        Fields fields = manifest.outputs();
        if (fields.declarations().isEmpty()) {
            return new Result.Outputs(outputs);
        }
        List<String> violations = fields.violations(outputs);
        if (!violations.isEmpty()) {
            return bad(String.join("; ", violations));
        }
        ObjectNode kept = fields.withDefaults(outputs);
        List<String> dropped =
                kept.propertyNames().stream().filter(n -> fields.find(n).isEmpty()).toList();
        if (!dropped.isEmpty()) {
            kept.remove(dropped);
            log.warn(
                    "dropped, since agent.yaml does not declare it: "
                            + Excerpt.line(String.join(", ", dropped)));
        }
        return new Result.Outputs(kept);
    }

    private static Result bad(String message) {
        return failed(Failure.Type.BAD_OUTPUT, message);
    }

    private static Result failed(Failure.Type type, String message) {
        return new Result.Failed(new Failure(type, Excerpt.line(message)));
    }

    /// The outputs, or why there are none.
    sealed interface Result {

        /// A valid object.
        record Outputs(ObjectNode value) implements Result {}

        /// None.
        record Failed(Failure failure) implements Result {}
    }
}
