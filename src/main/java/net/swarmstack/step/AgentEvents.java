package net.swarmstack.step;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Json;
import net.swarmstack.model.JsonReading;
import net.swarmstack.model.Reason;
import net.swarmstack.model.TokenUsage;
import net.swarmstack.sandbox.Sandbox;
import net.swarmstack.sandbox.SandboxException;
import net.swarmstack.sandbox.TakenFile;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalInt;

/// What an agent reported at `$SWARM_EVENTS`, read once it has ended: progress, usage and metrics
/// go to the log, tokens are added up, of checkpoints the last counts. Nothing that is wrong with
/// it fails the attempt: it is told in the log.
///
/// No other channel reports anything, so that text which a model printed can't.
final class AgentEvents {

    /// What is read of the file, in bytes and in lines; a line that is longer is passed by.
    static final long MAX_BYTES = 64 << 20;

    static final int MAX_LINES = 100_000;
    static final int MAX_LINE_BYTES = 2 << 20;

    /// The most that an event other than a checkpoint takes, in bytes: as a line of any log.
    static final int MAX_LOGGED_BYTES = LineSplitter.MAX_LINE_BYTES;

    /// The largest compact form of a checkpoint, in bytes.
    static final int MAX_CHECKPOINT_BYTES = 1 << 20;

    static final int MAX_WARNINGS = 5;

    private static final String FILE = "$SWARM_EVENTS";

    private final AttemptLog log;
    private TokenUsage usage = TokenUsage.NONE;
    private Optional<JsonNode> checkpoint = Optional.empty();
    private int ignored;

    private AgentEvents(AttemptLog log) {
        this.log = log;
    }

    /// Reads the file and writes what is in it to the log.
    static AgentEvents read(Sandbox sandbox, AttemptLog log) throws SandboxException {
        var events = new AgentEvents(log);
        switch (sandbox.get(AgentEnvironment.EVENTS, 0)) {
            case TakenFile.Absent(), TakenFile.Content(var _) -> {}
            case TakenFile.NotAFile(var what) ->
                    log.warn(
                            FILE + " is " + what + ": expected a plain file; nothing of it counts");
            case TakenFile.TooLarge(var _) -> events.readFile(sandbox);
        }
        return events;
    }

    /// All tokens together.
    TokenUsage usage() {
        return usage;
    }

    /// The last checkpoint.
    Optional<JsonNode> checkpoint() {
        return checkpoint;
    }

    private void readFile(Sandbox sandbox) throws SandboxException {
        try (InputStream in = sandbox.open(AgentEnvironment.EVENTS)) {
            var lines = new BoundedLines(in, MAX_LINE_BYTES, MAX_BYTES);
            int number = 0;
            Optional<byte[]> line = lines.next();
            while (line.isPresent() && number < MAX_LINES) {
                number++;
                take(number, line.get());
                line = lines.next();
            }
            if (ignored > MAX_WARNINGS) {
                log.warn(
                        "%,d more lines of %s do not count"
                                .formatted(ignored - MAX_WARNINGS, FILE));
            }
            if (line.isPresent() || lines.isCut()) {
                log.warn(
                        "%s is read to line %,d: more than %,d lines or %,d bytes do not count"
                                .formatted(FILE, number, MAX_LINES, MAX_BYTES));
            }
        } catch (IOException e) {
            throw new SandboxException("can't read " + FILE + ": " + Reason.of(e), e);
        }
    }

    private void take(int number, byte[] line) {
        Optional<String> problem = take(line);
        if (problem.isPresent()) {
            ignored++;
            if (ignored <= MAX_WARNINGS) {
                log.warn(
                        Excerpt.line(
                                "%s line %,d does not count: %s"
                                        .formatted(FILE, number, problem.get())));
            }
        }
    }

    /// Why a line does not count, where it does not.
    private Optional<String> take(byte[] line) {
        if (line.length > MAX_LINE_BYTES) {
            return Optional.of("more than %,d bytes".formatted(MAX_LINE_BYTES));
        }
        return switch (Json.read(line)) {
            case JsonReading.Value(ObjectNode event) -> take(event, line.length);
            case JsonReading.Value _ -> Optional.of("not a JSON object");
            case JsonReading.OverBound(var reason) -> Optional.of(reason);
            case JsonReading.NoJson(var reason) -> Optional.of("no JSON: " + reason);
        };
    }

    private Optional<String> take(ObjectNode event, int lineBytes) {
        String type = event.path("type").asString("");
        if (lineBytes > MAX_LOGGED_BYTES && !type.equals("checkpoint")) {
            return Optional.of("more than %,d bytes".formatted(MAX_LOGGED_BYTES));
        }
        return switch (type) {
            case "progress" -> progress(event);
            case "usage" -> usage(event);
            case "metric" -> metric(event);
            case "checkpoint" -> checkpoint(event);
            default ->
                    Optional.of(
                            "\"type\" must be progress, usage, metric or checkpoint, not "
                                    + Excerpt.quote(type));
        };
    }

    private Optional<String> progress(ObjectNode event) {
        JsonNode value = event.path("value");
        if (!value.isNumber() || value.doubleValue() < 0 || value.doubleValue() > 1) {
            return Optional.of("\"value\" of progress must be a number from 0 to 1");
        }
        long percent = Math.round(value.doubleValue() * 100);
        return told(event, percent + " % " + event.path("msg").stringValue(""));
    }

    private Optional<String> usage(ObjectNode event) {
        OptionalInt input = tokens(event.path("input_tokens"));
        OptionalInt output = tokens(event.path("output_tokens"));
        if (input.isEmpty() || output.isEmpty()) {
            return Optional.of(
                    "\"input_tokens\" and \"output_tokens\" of usage must be whole numbers from 0 to"
                            + " %,d".formatted(Integer.MAX_VALUE));
        }
        usage = usage.plus(new TokenUsage(input.getAsInt(), output.getAsInt()));
        return told(
                event,
                "%s: %,d input tokens, %,d output tokens"
                        .formatted(
                                event.path("model").stringValue("usage"),
                                input.getAsInt(),
                                output.getAsInt()));
    }

    /// No more than an int holds, so that no sum leaves the registry's integers.
    private static OptionalInt tokens(JsonNode count) {
        if (count.isMissingNode()) {
            return OptionalInt.of(0);
        }
        boolean isCount =
                count.isIntegralNumber() && count.canConvertToInt() && count.intValue() >= 0;
        return isCount ? OptionalInt.of(count.intValue()) : OptionalInt.empty();
    }

    private Optional<String> metric(ObjectNode event) {
        String name = event.path("name").stringValue("");
        JsonNode value = event.path("value");
        if (name.isBlank() || !value.isNumber()) {
            return Optional.of("a metric needs a text \"name\" and a number \"value\"");
        }
        String unit = event.path("unit").stringValue("");
        return told(event, name + " = " + value.asString() + " " + unit);
    }

    private Optional<String> told(ObjectNode event, String message) {
        log.event(event, message.strip());
        return Optional.empty();
    }

    private Optional<String> checkpoint(ObjectNode event) {
        JsonNode data = event.path("data");
        if (data.isMissingNode()) {
            return Optional.of("a checkpoint needs \"data\"");
        }
        int size = Json.compactBytes(data).length;
        if (size > MAX_CHECKPOINT_BYTES) {
            return Optional.of(
                    "a checkpoint of %,d bytes, more than %,d"
                            .formatted(size, MAX_CHECKPOINT_BYTES));
        }
        checkpoint = Optional.of(data);
        return Optional.empty();
    }
}
